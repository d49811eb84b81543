import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseNamespace } from '@iceos/core/names';
import { Database } from '../../../src/database/database.js';
import { CurrentPrincipal, Requires } from '../../../src/http/access.js';
import { Idempotent } from '../../../src/http/idempotency/idempotent.js';
import { decodeCursor, encodeCursor, linkNext, presentPage } from '../../../src/http/page.js';
import type { Principal } from '../../../src/http/principal.js';
import { PageQuery } from '../../../src/http/query.js';
import { OrgsRepository } from '../store/orgs.repository.js';
import { CreateOrg } from '../usecases/create-org.js';
import { presentOrg } from './identity.presenter.js';
import { CreateOrgBody, OrgPage, OrgResponse } from './orgs.dto.js';

@Controller('api/v1/orgs')
export class OrgsController {
  constructor(
    private readonly database: Database,
    private readonly orgs: OrgsRepository,
    private readonly createOrg: CreateOrg,
  ) {}

  /** Makes an org, and with it the namespace of its id. */
  @Post()
  @Requires('instance')
  @Idempotent()
  async create(
    @Body() { id, name }: CreateOrgBody,
    @CurrentPrincipal() principal: Principal,
  ): Promise<OrgResponse> {
    const org = await this.createOrg.execute({ actor: principal.token, id: parseNamespace(id), name });
    return presentOrg(org);
  }

  /** Lists the orgs of the instance by id. */
  @Get()
  @Requires('instance')
  async list(
    @Query() { limit, cursor }: PageQuery,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OrgPage> {
    const scope = { org: principal.org, list: 'orgs' };
    const after = decodeCursor(scope, cursor, ['text'])?.[0]?.toString();
    const rows = await this.database.read((tx) => this.orgs.list(tx, limit + 1, after));
    const page = presentPage(rows, limit, ({ id }) => encodeCursor(scope, [id]), presentOrg);
    linkNext(request, reply, page);
    return page;
  }
}
