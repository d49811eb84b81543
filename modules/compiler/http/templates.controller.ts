import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { formatCoordinates } from '@iceos/core/names';
import { CurrentPrincipal, Requires } from '../../../src/http/access.js';
import type { Claim } from '../../../src/http/idempotency/claim.js';
import { IdempotencyClaim, Idempotent } from '../../../src/http/idempotency/idempotent.js';
import { decodeCursor, encodeCursor, linkNext } from '../../../src/http/page.js';
import type { Principal } from '../../../src/http/principal.js';
import { PageQuery } from '../../../src/http/query.js';
import { ComponentCatalogue, type CataloguedComponent } from '../../registry/component-catalogue.js';
import { CopyWorkflow } from '../usecases/copy-workflow.js';
import { answerWritten } from './answer-written.js';
import { authorOf } from './author.js';
import { WrittenResponse } from './blueprints.dto.js';
import { FromWorkflowBody, TemplateResponse, TemplatesResponse } from './templates.dto.js';

const LIST = 'GET /api/v1/templates';

/** Workflows that were published, as something to begin with. */
@Controller('api/v1/templates')
export class TemplatesController {
  constructor(
    private readonly catalogue: ComponentCatalogue,
    private readonly copyWorkflow: CopyWorkflow,
  ) {}

  /** Lists the workflows that there are, in the order of name spaces and names. */
  @Get()
  @Requires('components:read')
  async list(
    @Query() { limit, cursor }: PageQuery,
    @CurrentPrincipal() { org }: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TemplatesResponse> {
    const scope = { org, list: LIST };
    const [after = ''] = decodeCursor(scope, cursor, ['text']) ?? [];
    const page = await this.catalogue.workflows(org, String(after), limit);
    const next_cursor = page.next === undefined ? null : encodeCursor(scope, [page.next]);
    linkNext(request, reply, { items: [], next_cursor });
    return { templates: page.components.map(presentTemplate), next_cursor };
  }

  /** Stores a copy of a workflow as a blueprint that can be edited; names in it are written in full. */
  @Post('from-workflow')
  @Requires('components:read', 'blueprints:write')
  @Idempotent()
  async copy(
    @Body() { workflow_id }: FromWorkflowBody,
    @CurrentPrincipal() principal: Principal,
    @IdempotencyClaim() claim: Claim,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WrittenResponse> {
    const answer = answerWritten(claim);
    return answer.send(reply, await this.copyWorkflow.execute(authorOf(principal), workflow_id, answer.keep));
  }
}

function presentTemplate({ name, entry, about }: CataloguedComponent): TemplateResponse {
  return {
    id: name,
    bundle: formatCoordinates(entry.coordinates),
    path: entry.path,
    description: about.description ?? null,
  };
}
