import { Body, Controller, Get, HttpCode, Param, Post, Put, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { scopeMissing } from '../../../src/http/access.guard.js';
import { CurrentPrincipal, Requires } from '../../../src/http/access.js';
import { Describes } from '../../../src/http/describe.js';
import type { Claim } from '../../../src/http/idempotency/claim.js';
import { IdempotencyClaim, Idempotent } from '../../../src/http/idempotency/idempotent.js';
import type { Principal } from '../../../src/http/principal.js';
import { RequestPipe } from '../../../src/http/validation.pipe.js';
import { LOCK_PARAMETER, lockHeaders, type NamedLocks, VersionLock } from '../../../src/http/version-lock.js';
import type { Author } from '../../compiler/compiler.types.js';
import { ACTIONS, readChange } from '../partial/change.js';
import { lockOf, type StoredPartial } from '../partial/document.js';
import { BuilderService } from '../builder.service.js';
import { FinalizePartial } from '../usecases/finalize-partial.js';
import { SuggestNext, type SuggestInput } from '../usecases/suggest-next.js';
import { WritePartial } from '../usecases/write-partial.js';
import {
  FinalizedResponse,
  PartialPath,
  PartialResponse,
  SuggestBody,
  SuggestResponse,
} from './partials.dto.js';
import { presentPartial, presentSuggested } from './partials.presenter.js';

const NODE = { type: 'object', required: ['id', 'type'], description: 'A node of a blueprint' } as const;
const FIRST_NODE = { required: false, content: { 'application/json': { schema: NODE } } } as const;
const CHANGE = {
  required: true,
  content: {
    'application/json': {
      schema: {
        type: 'object',
        required: ['action'],
        properties: {
          action: { type: 'string', enum: ACTIONS },
          node: { ...NODE, description: 'Of add_node' },
          node_id: { type: 'string', description: 'Of remove_node and update_node' },
          updates: {
            type: 'object',
            description: 'Of update_node: members that take the place of those there are',
          },
        },
      },
    },
  },
} as const;
const OPTIONS = {
  required: false,
  content: { 'application/json': { schema: { $ref: '#/components/schemas/SuggestBody' } } },
} as const;

/** Blueprints that are put together node by node. Bodies are read after the partial was found and its lock compared. */
@Controller(['api/mcp/blueprints/partial', 'api/v1/mcp/blueprints/partial'])
export class PartialsController {
  constructor(
    private readonly builder: BuilderService,
    private readonly write: WritePartial,
    private readonly finalizePartial: FinalizePartial,
    private readonly suggestNext: SuggestNext,
  ) {}

  /** Begins a partial blueprint, with a first node or without. */
  @Post()
  @HttpCode(200)
  @Requires('blueprints:write')
  @Idempotent()
  @Describes({ requestBody: FIRST_NODE })
  async create(
    @Body() node: unknown,
    @CurrentPrincipal() principal: Principal,
    @IdempotencyClaim() claim: Claim,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PartialResponse> {
    const created = await this.write.create(authorOf(principal), node, (tx, made) =>
      claim.store(tx, {
        status: 200,
        headers: lockHeaders(lockOf(made.partial)),
        body: presentPartial(made),
      }),
    );
    tellLock(reply, created.partial);
    return presentPartial(created);
  }

  /** A partial blueprint, with what each node still needs and offers. */
  @Get(':id')
  @Requires('blueprints:read')
  async get(
    @Param() { id }: PartialPath,
    @CurrentPrincipal() { org }: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PartialResponse> {
    const shown = await this.builder.getPartial(org, id);
    tellLock(reply, shown.partial);
    return presentPartial(shown);
  }

  /** Adds, removes or updates a node, or only looks at everything again. */
  @Put(':id')
  @Requires('blueprints:write')
  @Describes({ requestBody: CHANGE, parameters: [LOCK_PARAMETER] })
  async change(
    @Param() { id }: PartialPath,
    @Body() body: unknown,
    @VersionLock() locks: NamedLocks,
    @CurrentPrincipal() { org }: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PartialResponse> {
    const shown = await this.write.change(org, id, locks, () => readChange(body));
    tellLock(reply, shown.partial);
    return presentPartial(shown);
  }

  /** Stores a complete one as a blueprint that can be run; the partial one is gone. */
  @Post(':id/finalize')
  @HttpCode(200)
  @Requires('blueprints:write')
  @Idempotent()
  @Describes({ parameters: [LOCK_PARAMETER] })
  async finalize(
    @Param() { id }: PartialPath,
    @VersionLock() locks: NamedLocks,
    @CurrentPrincipal() principal: Principal,
    @IdempotencyClaim() claim: Claim,
  ): Promise<FinalizedResponse> {
    const handle = await this.finalizePartial.execute(authorOf(principal), id, locks, (tx, blueprint_id) =>
      claim.store(tx, { status: 200, body: { blueprint_id, status: 'accepted' } }),
    );
    return { blueprint_id: handle, status: 'accepted' };
  }

  /**
   * Suggests what may come next: types of nodes, and components, the best first. Reads only, unless `commit` is true; that
   * takes the scope blueprints:write besides.
   */
  @Post(':id/suggest')
  @HttpCode(200)
  @Requires('blueprints:read')
  @Describes({ requestBody: OPTIONS, parameters: [LOCK_PARAMETER], models: [SuggestBody] })
  async suggest(
    @Param() { id }: PartialPath,
    @Body() body: unknown,
    @VersionLock() locks: NamedLocks,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SuggestResponse> {
    const read = () => readOptions(body, principal);
    const suggested = await this.suggestNext.execute(principal.org, id, locks, read);
    tellLock(reply, suggested.partial);
    return presentSuggested(suggested);
  }
}

const pipe = new RequestPipe();

async function readOptions(body: unknown, { scopes }: Principal): Promise<SuggestInput> {
  const read = await pipe.transform(body ?? {}, { type: 'body', metatype: SuggestBody });
  const { top_k: topK, allowed_types: allowedTypes, query, commit } = read as SuggestBody;
  if (commit && !scopes.has('blueprints:write')) throw scopeMissing(['blueprints:write']);
  return { topK, allowedTypes, query, commit };
}

function tellLock(reply: FastifyReply, partial: StoredPartial): void {
  void reply.headers(lockHeaders(lockOf(partial)));
}

function authorOf({ org, project, token }: Principal): Author {
  return { org, project, actor: token };
}
