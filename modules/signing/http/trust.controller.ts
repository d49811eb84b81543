import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { digestOf } from '@iceos/core/digest';
import { CodedError } from '@iceos/core/errors';
import { Public, Unlimited } from '../../../src/http/access.js';
import { Describes } from '../../../src/http/describe.js';
import { matches } from '../../../src/http/immutable.js';
import type { SigningCode } from '../signing.errors.js';
import { SigningService } from '../signing.service.js';
import { RootPath, TrustPath } from './keys.dto.js';

const DOCUMENT = {
  responses: { 200: { description: 'The signed document', content: { 'application/json': {} } } },
};
/** A version of the root never changes. */
const IMMUTABLE = 'public, max-age=31536000, immutable';

/** The trust documents, for whoever verifies by itself. They hold public things only and are worth nothing unverified. */
@Controller('api/v1/trust')
export class TrustController {
  constructor(private readonly signing: SigningService) {}

  /** The newest version of the root of this instance, or the keys it trusts, as signed. */
  @Get(':document')
  @Describes(DOCUMENT)
  @Public()
  @Unlimited()
  async get(
    @Param() { document }: TrustPath,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const bytes =
      document === 'root.json' ? await this.signing.rootDocument() : await this.signing.keysDocument();
    if (!bytes) {
      throw new CodedError<SigningCode>('trust-missing', 'This instance has no trust documents yet.', {
        hint: 'Wait for the first start to finish, or bring a root (docs/keys.md).',
      });
    }
    send(request, reply, bytes, 'public, no-cache');
  }

  /** A version of the root, from 1 on. To walk them, ask for the next until there is none. */
  @Get('root/:document')
  @Describes(DOCUMENT)
  @Public()
  @Unlimited()
  async root(
    @Param() { document }: RootPath,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const bytes = await this.signing.rootDocument(Number.parseInt(document, 10));
    if (!bytes) {
      throw new CodedError<SigningCode>('root-not-found', `There is no ${document} of the root.`, {
        hint: 'The version before it is the newest.',
      });
    }
    send(request, reply, bytes, IMMUTABLE);
  }
}

function send(request: FastifyRequest, reply: FastifyReply, bytes: Uint8Array, caching: string): void {
  const tag = `"${digestOf(bytes)}"`;
  void reply.header('etag', tag).header('cache-control', caching);
  if (matches(request.headers['if-none-match'], tag)) return void reply.status(304).send();
  void reply.header('content-type', 'application/json; charset=utf-8').send(Buffer.from(bytes));
}
