import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Database } from '../../../src/database/database.js';
import { CurrentPrincipal, Requires } from '../../../src/http/access.js';
import { Idempotent } from '../../../src/http/idempotency/idempotent.js';
import { decodeCursor, encodeCursor, linkNext, presentPage } from '../../../src/http/page.js';
import type { Principal } from '../../../src/http/principal.js';
import { PageQuery } from '../../../src/http/query.js';
import { ProjectsRepository } from '../store/projects.repository.js';
import { CreateProject } from '../usecases/create-project.js';
import { presentProject } from './identity.presenter.js';
import { CreateProjectBody, ProjectPage, ProjectResponse } from './orgs.dto.js';

@Controller('api/v1/projects')
export class ProjectsController {
  constructor(
    private readonly database: Database,
    private readonly projects: ProjectsRepository,
    private readonly createProject: CreateProject,
  ) {}

  /** Makes a project in your org. */
  @Post()
  @Requires('admin')
  @Idempotent()
  async create(
    @Body() { id, name }: CreateProjectBody,
    @CurrentPrincipal() principal: Principal,
  ): Promise<ProjectResponse> {
    return presentProject(await this.createProject.execute(principal, id, name));
  }

  /** Lists the projects of your org by id. */
  @Get()
  @Requires('admin')
  async list(
    @Query() { limit, cursor }: PageQuery,
    @CurrentPrincipal() { org }: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProjectPage> {
    const scope = { org, list: 'projects' };
    const after = decodeCursor(scope, cursor, ['text'])?.[0]?.toString();
    const rows = await this.database.read((tx) => this.projects.list(tx, org, limit + 1, after));
    const page = presentPage(rows, limit, ({ id }) => encodeCursor(scope, [id]), presentProject);
    linkNext(request, reply, page);
    return page;
  }
}
