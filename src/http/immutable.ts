import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Digest } from '@iceos/core/digest';

/** Something that never changes under its digest. */
export interface Immutable {
  readonly digest: Digest;
  readonly mediaType: string;
  readonly body: Buffer | string;
  /** `public` may be kept by shared caches, `private` belongs to one org. */
  readonly audience: 'public' | 'private';
}

/** Answers with an immutable document under a strong ETag, or 304 when the client has it. */
export function sendImmutable(request: FastifyRequest, reply: FastifyReply, document: Immutable): void {
  const tag = `"${document.digest}"`;
  void reply
    .header('etag', tag)
    .header('cache-control', `${document.audience}, max-age=31536000, immutable`)
    .header('x-content-type-options', 'nosniff');
  if (matches(request.headers['if-none-match'], tag)) {
    void reply.status(304).send();
    return;
  }
  void reply.header('content-type', document.mediaType).send(document.body);
}

/** RFC 9110 13.1.2: any of the listed tags, compared weakly, or `*`. */
export function matches(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((candidate) => {
    const trimmed = candidate.trim();
    return trimmed === '*' || trimmed.replace(/^W\//, '') === tag;
  });
}
