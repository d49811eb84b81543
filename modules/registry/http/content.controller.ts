import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseDigest, type Digest } from '@iceos/core/digest';
import { CurrentPrincipal, Requires, Unlimited } from '../../../src/http/access.js';
import { answers, Describes } from '../../../src/http/describe.js';
import { sendImmutable } from '../../../src/http/immutable.js';
import type { Principal } from '../../../src/http/principal.js';
import { RegistryService } from '../registry.service.js';
import { DigestPath } from './packages.dto.js';

/** Immutable things by their digest, cacheable for ever. */
@Controller('api/v1')
export class ContentController {
  constructor(private readonly registry: RegistryService) {}

  /** A manifest as it was published: the signed view and its signature. Its ETag is the manifest digest. */
  @Get('manifests/:digest')
  @Describes({ responses: answers('application/json', 'The manifest, canonical JSON') })
  @Requires('components:read')
  @Unlimited()
  async manifest(
    @Param() { digest }: DigestPath,
    @CurrentPrincipal() { org }: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const manifest = await this.registry.manifest(org, parseDigest(digest) as Digest);
    sendImmutable(request, reply, {
      digest: manifest.digest,
      mediaType: 'application/json; charset=utf-8',
      body: Buffer.from(manifest.bytes),
      audience: manifest.visibility,
    });
  }

  /** A file of a published version by its SHA-256. */
  @Get('blobs/:digest')
  @Describes({ responses: answers('application/octet-stream', 'The bytes') })
  @Requires('components:read')
  @Unlimited()
  async blob(
    @Param() { digest }: DigestPath,
    @CurrentPrincipal() { org }: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const blob = await this.registry.blob(org, parseDigest(digest) as Digest);
    const bytes = await this.registry.readBlob(blob.digest);
    // Whatever its media type, a file of a stranger is never shown as a page of ours.
    void reply
      .header('content-disposition', 'attachment')
      .header('content-security-policy', "default-src 'none'; sandbox");
    sendImmutable(request, reply, {
      digest: blob.digest,
      mediaType: blob.mediaType,
      body: Buffer.from(bytes),
      audience: blob.visibility,
    });
  }
}
