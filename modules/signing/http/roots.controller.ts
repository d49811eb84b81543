import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { canonicalBytes } from '@iceos/core/canonical';
import { CurrentPrincipal, Requires } from '../../../src/http/access.js';
import { Describes } from '../../../src/http/describe.js';
import type { Principal } from '../../../src/http/principal.js';
import { BringRoot } from '../usecases/bring-root.js';
import { RootResponse } from './keys.dto.js';

const ROOT = {
  required: true,
  content: {
    'application/json': {
      schema: { type: 'object', description: 'A version of the root, as signed (docs/spec/trust.md 3.2)' },
    },
  },
};

@Controller('api/v1/trust/root')
export class RootsController {
  constructor(private readonly bringRoot: BringRoot) {}

  /** Takes a version of the root that was signed elsewhere: the first one, or the next. Again, it changes nothing. */
  @Post()
  @HttpCode(200)
  @Requires('instance')
  @Describes({ requestBody: ROOT })
  async bring(@Body() body: unknown, @CurrentPrincipal() { org, token }: Principal): Promise<RootResponse> {
    // The signatures are over the canonical form, whatever form it was sent in.
    const { id, version, threshold, expires } = await this.bringRoot.execute({
      org,
      actor: token,
      bytes: canonicalBytes(body ?? null),
    });
    return { id, version, threshold, expires: expires ?? null };
  }
}
