import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { digestOf } from '@iceos/core/digest';
import { CodedError } from '@iceos/core/errors';
import { Public, Unlimited } from '../../../src/http/access.js';
import { Describes } from '../../../src/http/describe.js';
import { matches } from '../../../src/http/immutable.js';
import type { SigningCode } from '../signing.errors.js';
import { SigningService } from '../signing.service.js';
import { TrustPath } from './keys.dto.js';

/** The trust documents, for whoever verifies by itself. They hold public things only and are worth nothing unverified. */
@Controller('api/v1/trust')
export class TrustController {
  constructor(private readonly signing: SigningService) {}

  /** The root of this instance, or the keys it trusts, as signed. */
  @Get(':document')
  @Describes({
    responses: { 200: { description: 'The signed document', content: { 'application/json': {} } } },
  })
  @Public()
  @Unlimited()
  async get(
    @Param() { document }: TrustPath,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const bytes = await this.signing.document(document === 'root.json' ? 'root' : 'keys');
    if (!bytes) {
      throw new CodedError<SigningCode>('trust-missing', 'This instance has no trust documents yet.', {
        hint: 'Wait for the first start to finish.',
      });
    }
    const tag = `"${digestOf(bytes)}"`;
    void reply.header('etag', tag).header('cache-control', 'public, no-cache');
    if (matches(request.headers['if-none-match'], tag)) return void reply.status(304).send();
    void reply.header('content-type', 'application/json; charset=utf-8').send(Buffer.from(bytes));
  }
}
