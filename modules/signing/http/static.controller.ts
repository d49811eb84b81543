import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { digestOf } from '@iceos/core/digest';
import { CodedError } from '@iceos/core/errors';
import { Public, Unlimited } from '../../../src/http/access.js';
import { answers, Describes } from '../../../src/http/describe.js';
import { matches } from '../../../src/http/immutable.js';
import { PublicFolder } from '../public-folder.js';
import type { SigningCode } from '../signing.errors.js';

/** What never changes under its name: tiles, and what is named by its digest. */
const IMMUTABLE =
  /^(?:log\/tile\/(?:entries|\d{1,2})\/(?:x\d{3}\/)*\d{3}(?:\.p\/\d{1,3})?|map\/[0-9a-f]{64}|(?:records|manifests)\/[0-9a-f]{64}\.json|blobs\/[0-9a-f]{64}|trust\/root\/\d+\.json)$/;
const CHANGING =
  /^(?:log\/checkpoint|trust\/keys\.json|(?:revocations|advisories)\.json|packages\/[a-z0-9-]+\/[a-z0-9_.-]+\.json|statements\/[0-9a-f]{64}\.json)$/;
/** A checkpoint may be this old before it is asked for again. */
const FRESH_SECONDS = 5;

/** The public folder under the addresses that a plain file server would give it. */
@Controller('static/v0')
export class StaticController {
  constructor(private readonly folder: PublicFolder) {}

  /** A public file. It is worth nothing unverified. */
  @Get('*')
  @Describes({
    responses: answers('application/octet-stream', 'The file'),
    parameters: [{ name: 'path', in: 'path', required: true, schema: { type: 'string' } }],
  })
  @Public()
  @Unlimited()
  async get(
    @Param('*') name: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const immutable = IMMUTABLE.test(name);
    const bytes = immutable || CHANGING.test(name) ? await this.folder.read(name) : undefined;
    if (!bytes) {
      throw new CodedError<SigningCode>('file-not-found', `There is no public file ${name.slice(0, 200)}.`, {
        hint: 'Private packages are read with a token (/api/v1/manifests, /api/v1/evidence).',
      });
    }
    const tag = `"${digestOf(bytes)}"`;
    void reply
      .header('etag', tag)
      .header('cache-control', `public, max-age=${immutable ? '31536000, immutable' : FRESH_SECONDS}`)
      .header('x-content-type-options', 'nosniff')
      .header('content-security-policy', "default-src 'none'; sandbox");
    if (matches(request.headers['if-none-match'], tag)) return void reply.status(304).send();
    void reply.header('content-type', mediaTypeOf(name)).send(Buffer.from(bytes));
  }
}

function mediaTypeOf(name: string): string {
  if (name.endsWith('.json') || name.startsWith('map/')) return 'application/json; charset=utf-8';
  return name === 'log/checkpoint' ? 'text/plain; charset=utf-8' : 'application/octet-stream';
}
