import { Controller, Get } from '@nestjs/common';
import { Authenticated, CurrentPrincipal } from '../../../src/http/access.js';
import type { Principal } from '../../../src/http/principal.js';
import { IdentityResponse } from './identity.dto.js';
import { presentIdentity } from './identity.presenter.js';

@Controller('api/v1/identity')
export class IdentityController {
  /** Tells whom your token stands for and what it may do. */
  @Get()
  @Authenticated()
  whoAmI(@CurrentPrincipal() principal: Principal): IdentityResponse {
    return presentIdentity(principal);
  }
}
