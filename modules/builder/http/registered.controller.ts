import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CurrentPrincipal, Requires } from '../../../src/http/access.js';
import { Describes } from '../../../src/http/describe.js';
import type { Claim } from '../../../src/http/idempotency/claim.js';
import { IdempotencyClaim, Idempotent } from '../../../src/http/idempotency/idempotent.js';
import type { Principal } from '../../../src/http/principal.js';
import { lockHeaders } from '../../../src/http/version-lock.js';
import { CompilerService } from '../../compiler/compiler.service.js';
import { contentHandle } from '../../compiler/content-handle.js';
import { RegisterBlueprint } from '../usecases/register-blueprint.js';
import { FinalizedResponse, PartialPath } from './partials.dto.js';

const BLUEPRINT = {
  type: 'object',
  description: 'A blueprint of schema 1.2.0 or 1.1.0',
  required: ['nodes'],
  properties: { nodes: { type: 'array', items: { type: 'object', required: ['id', 'type'] } } },
} as const;
const SHOWN = {
  ...BLUEPRINT,
  description: 'The blueprint, with the name that its contents have',
  properties: { ...BLUEPRINT.properties, content_id: { type: 'string' } },
} as const;

/** Blueprints under names made of what they say. */
@Controller(['api/mcp/blueprints', 'api/v1/mcp/blueprints'])
export class RegisteredBlueprintsController {
  constructor(
    private readonly register: RegisterBlueprint,
    private readonly compiler: CompilerService,
  ) {}

  /** Stores a blueprint that can be run. The same blueprint gives the same name, and is stored once. */
  @Post()
  @Requires('blueprints:write')
  @Idempotent()
  @Describes({ requestBody: { required: true, content: { 'application/json': { schema: BLUEPRINT } } } })
  async create(
    @Body() value: unknown,
    @CurrentPrincipal() { org, project, token }: Principal,
    @IdempotencyClaim() claim: Claim,
  ): Promise<FinalizedResponse> {
    const id = await this.register.execute({ org, project, actor: token }, value, (tx, blueprint_id) =>
      claim.store(tx, { status: 201, body: { blueprint_id, status: 'accepted' } }),
    );
    return { blueprint_id: id, status: 'accepted' };
  }

  /** A stored blueprint, by its id or name. */
  @Get(':id')
  @Requires('blueprints:read')
  @Describes({
    responses: { 200: { description: 'The blueprint', content: { 'application/json': { schema: SHOWN } } } },
  })
  async get(
    @Param() { id }: PartialPath,
    @CurrentPrincipal() { org }: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const { body, lock } = await this.compiler.get(org, id);
    void reply.headers(lockHeaders(lock));
    return { ...body, content_id: contentHandle(lock) };
  }
}
