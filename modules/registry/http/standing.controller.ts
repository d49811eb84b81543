import { Body, Controller, Delete, HttpCode, Param, Post } from '@nestjs/common';
import { CurrentPrincipal, Requires } from '../../../src/http/access.js';
import type { Principal } from '../../../src/http/principal.js';
import { MarkVersion, type MarkInput } from '../usecases/mark-version.js';
import { coordinatesOf } from './packages.controller.js';
import { ReasonBody, VersionPath, VersionResponse } from './packages.dto.js';
import { presentVersion } from './packages.presenter.js';

@Controller('api/v1/packages/:namespace/:name/:version')
export class StandingController {
  constructor(private readonly markVersion: MarkVersion) {}

  /** Takes a version out of resolution. Whoever locked it can still load it. */
  @Post('yank')
  @HttpCode(200)
  @Requires('components:write')
  yank(
    @Param() path: VersionPath,
    @Body() { reason }: ReasonBody,
    @CurrentPrincipal() principal: Principal,
  ): Promise<VersionResponse> {
    return this.mark(path, principal, 'yank', reason);
  }

  /** Puts a yanked version back. */
  @Delete('yank')
  @Requires('components:write')
  unyank(@Param() path: VersionPath, @CurrentPrincipal() principal: Principal): Promise<VersionResponse> {
    return this.mark(path, principal, 'yank', null);
  }

  /** Warns whoever uses a version. */
  @Post('deprecate')
  @HttpCode(200)
  @Requires('components:write')
  deprecate(
    @Param() path: VersionPath,
    @Body() { reason }: ReasonBody,
    @CurrentPrincipal() principal: Principal,
  ): Promise<VersionResponse> {
    return this.mark(path, principal, 'deprecate', reason);
  }

  /** Stops warning. */
  @Delete('deprecate')
  @Requires('components:write')
  undeprecate(
    @Param() path: VersionPath,
    @CurrentPrincipal() principal: Principal,
  ): Promise<VersionResponse> {
    return this.mark(path, principal, 'deprecate', null);
  }

  /** Takes a version back for good: it is revoked, its files are not served any more, and its number stays used. */
  @Post('retire')
  @HttpCode(200)
  @Requires('components:write', 'admin')
  retire(
    @Param() path: VersionPath,
    @Body() { reason }: ReasonBody,
    @CurrentPrincipal() principal: Principal,
  ): Promise<VersionResponse> {
    return this.mark(path, principal, 'retire', reason);
  }

  private async mark(
    path: VersionPath,
    { org, token }: Principal,
    action: MarkInput['action'],
    reason: string | null,
  ): Promise<VersionResponse> {
    return presentVersion(
      await this.markVersion.execute({ org, actor: token, coordinates: coordinatesOf(path), action, reason }),
    );
  }
}
