import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { CurrentPrincipal, Requires } from '../../../src/http/access.js';
import type { Principal } from '../../../src/http/principal.js';
import { SigningService } from '../signing.service.js';
import { RevokeNamespace } from '../usecases/revoke-namespace.js';
import { NamespacePath, RevocationList, RevocationResponse, RevokeNamespaceBody } from './keys.dto.js';

@Controller('api/v1')
export class NamespacesController {
  constructor(
    private readonly signing: SigningService,
    private readonly revokeNamespace: RevokeNamespace,
  ) {}

  /** Lists the versions and namespaces of your org that were revoked, the newest first. */
  @Get('revocations')
  @Requires('keys:read')
  async revocations(@CurrentPrincipal() { org }: Principal): Promise<RevocationList> {
    return { items: await this.signing.listRevocations(org) };
  }

  /** Ends the namespace of your org, or with the scope instance any: nothing published in it from now on counts. */
  @Post('namespaces/:namespace/revoke')
  @HttpCode(200)
  @Requires('keys:write', 'admin')
  revoke(
    @Param() { namespace }: NamespacePath,
    @Body() { reason }: RevokeNamespaceBody,
    @CurrentPrincipal() { org, token, scopes }: Principal,
  ): Promise<RevocationResponse> {
    const operator = scopes.has('instance');
    return this.revokeNamespace.execute({ org, actor: token, operator, namespace, reason });
  }
}
