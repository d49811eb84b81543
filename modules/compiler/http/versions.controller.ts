import { Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal, Requires } from '../../../src/http/access.js';
import { Describes } from '../../../src/http/describe.js';
import { decodeCursor, encodeCursor, linkNext, presentPage } from '../../../src/http/page.js';
import type { Principal } from '../../../src/http/principal.js';
import { PageQuery } from '../../../src/http/query.js';
import { ReadVersions } from '../usecases/read-versions.js';
import { RestoreVersion } from '../usecases/restore-version.js';
import { authorOf } from './author.js';
import {
  BlueprintPath,
  BlueprintVersionPage,
  BlueprintVersionPath,
  BlueprintVersionResponse,
  WrittenResponse,
} from './blueprints.dto.js';
import { presentVersion } from './blueprints.presenter.js';
import { LOCK_PARAMETER, lockHeaders, type NamedLocks, VersionLock } from '../../../src/http/version-lock.js';

/** What a blueprint was: a version for each change. The newest 1,000 are kept, and go with the blueprint. */
@Controller('api/v1/blueprints/:id/versions')
export class VersionsController {
  constructor(
    private readonly versions: ReadVersions,
    private readonly restoreVersion: RestoreVersion,
  ) {}

  /** Lists the versions, the present one first. */
  @Get()
  @Requires('blueprints:read')
  async list(
    @Param() { id }: BlueprintPath,
    @Query() { limit, cursor }: PageQuery,
    @CurrentPrincipal() { org }: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BlueprintVersionPage> {
    const scope = { org, list: `GET /api/v1/blueprints/${id}/versions` };
    const [before] = decodeCursor(scope, cursor, ['integer']) ?? [];
    const rows = await this.versions.list(org, id, limit + 1, before === undefined ? before : Number(before));
    const page = presentPage(rows, limit, ({ number }) => encodeCursor(scope, [number]), presentVersion);
    linkNext(request, reply, page);
    return page;
  }

  /** One version by the lock it had; of several that are alike, the newest. */
  @Get(':lock')
  @Requires('blueprints:read')
  async get(
    @Param() { id, lock }: BlueprintVersionPath,
    @CurrentPrincipal() { org }: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BlueprintVersionResponse> {
    const version = await this.versions.find(org, id, lock);
    void reply.headers(lockHeaders(version.lock));
    return { ...presentVersion(version), data: version.body };
  }

  /** Makes a version of before the present one. The lock in the header is that of the present one. */
  @Post(':lock/restore')
  @HttpCode(200)
  @Requires('blueprints:write')
  @Describes({ parameters: [LOCK_PARAMETER] })
  async restore(
    @Param() { id, lock }: BlueprintVersionPath,
    @VersionLock() locks: NamedLocks,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WrittenResponse> {
    const written = await this.restoreVersion.execute(authorOf(principal), id, lock, locks);
    void reply.headers(lockHeaders(written.lock));
    return { id, version_lock: written.lock };
  }
}
