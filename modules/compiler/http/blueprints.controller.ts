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
import { decodeCursor, encodeCursor, linkNext, presentPage, type Position } from '../../../src/http/page.js';
import type { Principal } from '../../../src/http/principal.js';
import { CompilerService } from '../compiler.service.js';
import type { BlueprintFilter, ListPosition } from '../compiler.types.js';
import { DeleteBlueprint } from '../usecases/delete-blueprint.js';
import { ListBlueprints } from '../usecases/list-blueprints.js';
import { patchedNodes } from '../usecases/patched-nodes.js';
import { WriteBlueprint } from '../usecases/write-blueprint.js';
import { answerWritten } from './answer-written.js';
import { authorOf } from './author.js';
import {
  BlueprintPage,
  BlueprintPath,
  BlueprintResponse,
  BlueprintsQuery,
  FrozenResponse,
  PatchedResponse,
  ValidateQuery,
  ValidationResponse,
  WrittenResponse,
} from './blueprints.dto.js';
import { presentFrozen, presentSummary, presentValidation } from './blueprints.presenter.js';
import {
  LOCK_PARAMETER,
  lockHeaders,
  type NamedLocks,
  OPTIONAL_LOCK_PARAMETER,
  sendLock,
  VersionLock,
} from '../../../src/http/version-lock.js';

const LIST = 'GET /api/v1/blueprints';
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
    private readonly listBlueprints: ListBlueprints,
    private readonly deleteBlueprint: DeleteBlueprint,
  ) {}

  /** Stores a blueprint; the lock must be `__new__`. It may be incomplete. */
  @Post()
  @Requires('blueprints:write')
  @Idempotent()
  @Describes({ requestBody: BLUEPRINT, parameters: [LOCK_PARAMETER] })
  async create(
    @Body() body: unknown,
    @VersionLock() locks: NamedLocks,
    @CurrentPrincipal() principal: Principal,
    @IdempotencyClaim() claim: Claim,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WrittenResponse> {
    const answer = answerWritten(claim);
    return answer.send(reply, await this.write.create(authorOf(principal), locks, body, answer.keep));
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

  /** Lists blueprints, the newest or the last changed first. */
  @Get()
  @Requires('blueprints:read')
  async list(
    @Query() query: BlueprintsQuery,
    @CurrentPrincipal() { org }: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BlueprintPage> {
    const { limit, cursor, sort } = query;
    const scope = { org, list: `${LIST}?sort=${sort}` };
    const position = positionIn(
      decodeCursor(scope, cursor, sort === 'created' ? ['uuid'] : ['uuid', 'timestamp']),
    );
    const rows = await this.listBlueprints.execute(org, filterOf(query), limit + 1, position);
    const page = presentPage(
      rows,
      limit,
      ({ id, updatedText }) => encodeCursor(scope, sort === 'created' ? [id] : [id, updatedText]),
      presentSummary,
    );
    linkNext(request, reply, page);
    return page;
  }

  /** One blueprint and its lock; 304 for whoever has that version already. */
  @Get(':id')
  @Requires('blueprints:read')
  async get(
    @Param() { id }: BlueprintPath,
    @CurrentPrincipal() { org }: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BlueprintResponse | undefined> {
    const { body, lock } = await this.compiler.get(org, id);
    return sendLock(request, reply, lock) ? undefined : { data: body, version_lock: lock };
  }

  /** Puts another blueprint in its place. */
  @Put(':id')
  @Requires('blueprints:write')
  @Describes({ requestBody: BLUEPRINT, parameters: [LOCK_PARAMETER] })
  async replace(
    @Param() { id }: BlueprintPath,
    @Body() body: unknown,
    @VersionLock() locks: NamedLocks,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WrittenResponse> {
    const written = await this.write.replace(authorOf(principal), id, locks, () => body);
    void reply.headers(lockHeaders(written.lock));
    return { id, version_lock: written.lock };
  }

  /** Replaces nodes by id, adds new ones, and removes those of the type `__delete__`. */
  @Patch(':id')
  @Requires('blueprints:write')
  @Describes({ requestBody: BLUEPRINT, parameters: [LOCK_PARAMETER] })
  async patch(
    @Param() { id }: BlueprintPath,
    @Body() body: unknown,
    @VersionLock() locks: NamedLocks,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PatchedResponse> {
    const written = await this.write.replace(authorOf(principal), id, locks, (current) =>
      patchedNodes(current, body),
    );
    void reply.headers(lockHeaders(written.lock));
    return { id, node_count: written.nodes };
  }

  /** Deletes a blueprint and its versions; 409 while executions need it. Those that have ended stay. */
  @Delete(':id')
  @HttpCode(204)
  @Requires('blueprints:write')
  @Describes({ parameters: [LOCK_PARAMETER] })
  async remove(
    @Param() { id }: BlueprintPath,
    @VersionLock() locks: NamedLocks,
    @CurrentPrincipal() principal: Principal,
  ): Promise<void> {
    await this.deleteBlueprint.execute(authorOf(principal), id, locks);
  }

  /** Stores a copy under a new id; of the version whose lock is named, where one is. */
  @Post(':id/clone')
  @Requires('blueprints:write')
  @Idempotent()
  @Describes({ parameters: [OPTIONAL_LOCK_PARAMETER] })
  async clone(
    @Param() { id }: BlueprintPath,
    @VersionLock() locks: NamedLocks,
    @CurrentPrincipal() principal: Principal,
    @IdempotencyClaim() claim: Claim,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WrittenResponse> {
    const answer = answerWritten(claim);
    return answer.send(reply, await this.write.clone(authorOf(principal), id, locks, answer.keep));
  }
}

function filterOf(query: BlueprintsQuery): BlueprintFilter {
  const { name, project_id: project, component, updated_since: since, updated_before: before, sort } = query;
  return {
    name,
    project,
    component,
    updatedSince: since === undefined ? undefined : new Date(since),
    updatedBefore: before === undefined ? undefined : new Date(before),
    sort,
  };
}

function positionIn(position: Position | undefined): ListPosition | undefined {
  if (position === undefined) return undefined;
  const [id, updated] = position;
  return { id: String(id), updated: updated === undefined ? undefined : String(updated) };
}
