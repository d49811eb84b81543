import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Patch,
  Post,
  Put,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal, Requires } from '../../../src/http/access.js';
import { Describes } from '../../../src/http/describe.js';
import type { Claim } from '../../../src/http/idempotency/claim.js';
import { IdempotencyClaim, Idempotent } from '../../../src/http/idempotency/idempotent.js';
import { decodeCursor, encodeCursor, linkNext, presentPage } from '../../../src/http/page.js';
import type { Principal } from '../../../src/http/principal.js';
import { PageQuery } from '../../../src/http/query.js';
import { CompilerService } from '../compiler.service.js';
import { patchedNodes } from '../usecases/patched-nodes.js';
import { WriteBlueprint, type Alongside, type Author } from '../usecases/write-blueprint.js';
import {
  BlueprintPage,
  BlueprintPath,
  BlueprintResponse,
  FrozenResponse,
  PatchedResponse,
  ValidateQuery,
  ValidationResponse,
  WrittenResponse,
} from './blueprints.dto.js';
import { presentFrozen, presentSummary, presentValidation } from './blueprints.presenter.js';
import { LOCK_PARAMETER, VersionLock } from './version-lock.js';

const LIST = 'GET /api/v1/blueprints';
const LOCK = 'x-version-lock';
const BLUEPRINT = {
  required: true,
  content: {
    'application/json': {
      schema: {
        type: 'object',
        description: 'A blueprint of schema 1.2.0 or 1.1.0',
        required: ['nodes'],
        properties: { nodes: { type: 'array', items: { type: 'object', required: ['id', 'type'] } } },
      },
    },
  },
} as const;

/** Bodies are read by the compiler, after the blueprint was found and its lock compared. */
@Controller('api/v1/blueprints')
export class BlueprintsController {
  constructor(
    private readonly compiler: CompilerService,
    private readonly write: WriteBlueprint,
  ) {}

  /** Stores a blueprint; the lock must be `__new__`. It may be incomplete. */
  @Post()
  @Requires('blueprints:write')
  @Idempotent()
  @Describes({ requestBody: BLUEPRINT, parameters: [LOCK_PARAMETER] })
  async create(
    @Body() body: unknown,
    @VersionLock() lock: string | undefined,
    @CurrentPrincipal() principal: Principal,
    @IdempotencyClaim() claim: Claim,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WrittenResponse> {
    const written = await this.write.create(authorOf(principal), lock, body, answerWith(claim));
    void reply.header('location', `/api/v1/blueprints/${written.id}`).header(LOCK, written.lock);
    return { id: written.id, version_lock: written.lock };
  }

  /** Says everything that is wrong with a blueprint, which is not stored. */
  @Post('validate')
  @HttpCode(200)
  @Requires('blueprints:read')
  @Describes({ requestBody: BLUEPRINT })
  async validate(
    @Body() value: unknown,
    @Query() { level = 'executable' }: ValidateQuery,
    @CurrentPrincipal() { org }: Principal,
  ): Promise<ValidationResponse> {
    return presentValidation(await this.compiler.validate({ org, value, level }));
  }

  /** What would run: the blueprint with every component it uses, its plan and its permissions. */
  @Post('freeze')
  @HttpCode(200)
  @Requires('blueprints:read')
  @Describes({ requestBody: BLUEPRINT })
  async freeze(@Body() blueprint: unknown, @CurrentPrincipal() { org }: Principal): Promise<FrozenResponse> {
    return presentFrozen(await this.compiler.freeze({ org, target: { kind: 'inline', blueprint } }));
  }

  /** Lists blueprints, the newest first. */
  @Get()
  @Requires('blueprints:read')
  async list(
    @Query() { limit, cursor }: PageQuery,
    @CurrentPrincipal() { org }: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BlueprintPage> {
    const scope = { org, list: LIST };
    const [before] = decodeCursor(scope, cursor, ['text']) ?? [];
    const rows = await this.compiler.list(org, limit + 1, before === undefined ? undefined : String(before));
    const page = presentPage(rows, limit, ({ id }) => encodeCursor(scope, [id]), presentSummary);
    linkNext(request, reply, page);
    return page;
  }

  /** One blueprint and its lock. */
  @Get(':id')
  @Requires('blueprints:read')
  async get(
    @Param() { id }: BlueprintPath,
    @CurrentPrincipal() { org }: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BlueprintResponse> {
    const { body, lock } = await this.compiler.get(org, id);
    void reply.header(LOCK, lock);
    return { data: body, version_lock: lock };
  }

  /** Puts another blueprint in its place. */
  @Put(':id')
  @Requires('blueprints:write')
  @Describes({ requestBody: BLUEPRINT, parameters: [LOCK_PARAMETER] })
  async replace(
    @Param() { id }: BlueprintPath,
    @Body() body: unknown,
    @VersionLock() lock: string | undefined,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WrittenResponse> {
    const written = await this.write.replace(authorOf(principal), id, lock, () => body);
    void reply.header(LOCK, written.lock);
    return { id, version_lock: written.lock };
  }

  /** Replaces nodes by id, adds new ones, and removes those of the type `__delete__`. */
  @Patch(':id')
  @Requires('blueprints:write')
  @Describes({ requestBody: BLUEPRINT, parameters: [LOCK_PARAMETER] })
  async patch(
    @Param() { id }: BlueprintPath,
    @Body() body: unknown,
    @VersionLock() lock: string | undefined,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PatchedResponse> {
    const written = await this.write.replace(authorOf(principal), id, lock, (current) =>
      patchedNodes(current, body),
    );
    void reply.header(LOCK, written.lock);
    return { id, node_count: written.nodes };
  }

  /** Deletes a blueprint. Its executions stay: what they run was frozen. */
  @Delete(':id')
  @HttpCode(204)
  @Requires('blueprints:write')
  @Describes({ parameters: [LOCK_PARAMETER] })
  async remove(
    @Param() { id }: BlueprintPath,
    @VersionLock() lock: string | undefined,
    @CurrentPrincipal() principal: Principal,
  ): Promise<void> {
    await this.write.remove(authorOf(principal), id, lock);
  }

  /** Stores a copy under a new id. */
  @Post(':id/clone')
  @Requires('blueprints:write')
  @Idempotent()
  async clone(
    @Param() { id }: BlueprintPath,
    @CurrentPrincipal() principal: Principal,
    @IdempotencyClaim() claim: Claim,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WrittenResponse> {
    const written = await this.write.clone(authorOf(principal), id, answerWith(claim));
    void reply.header('location', `/api/v1/blueprints/${written.id}`).header(LOCK, written.lock);
    return { id: written.id, version_lock: written.lock };
  }
}

function authorOf({ org, project, token }: Principal): Author {
  return { org, project, actor: token };
}

function answerWith(claim: Claim): Alongside {
  return (tx, { id, lock }) =>
    claim.store(tx, {
      status: 201,
      headers: { location: `/api/v1/blueprints/${id}`, [LOCK]: lock },
      body: { id, version_lock: lock },
    });
}
