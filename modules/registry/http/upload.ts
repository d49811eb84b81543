import '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { ARCHIVE_LIMITS } from '@iceos/core/archive';
import { CodedError } from '@iceos/core/errors';
import { MAX_MANIFEST_BYTES } from '@iceos/core/manifest';
import { Refusal } from '@iceos/core/refusal';
import type { BlobStore, Upload } from '@iceos/runtime/blobs';
import type { RegistryCode } from '../registry.errors.js';

/** What a publish request carries. */
export interface PublishUpload {
  readonly manifest: Uint8Array;
  readonly archive: Upload;
}

/** Limits of the form, so that nothing but the two parts can take time or memory. */
const UPLOAD_LIMITS = {
  fieldNameSize: 100,
  fieldSize: MAX_MANIFEST_BYTES + 1,
  fields: 1,
  fileSize: ARCHIVE_LIMITS.packedBytes + 1,
  files: 2,
  parts: 2,
  headerPairs: 20,
};

/**
 * Reads the parts `manifest` and `archive` of a multipart body, each exactly once. The archive is hashed while it is
 * written to disk; on any failure what was written is removed.
 */
export async function readUpload(request: FastifyRequest, blobs: BlobStore): Promise<PublishUpload> {
  let manifest: Uint8Array | undefined;
  let archive: Upload | undefined;
  try {
    for await (const part of request.parts({ limits: UPLOAD_LIMITS })) {
      if (part.fieldname === 'manifest' && manifest === undefined) {
        manifest = part.type === 'file' ? await readSmall(part.file) : Buffer.from(String(part.value));
      } else if (part.fieldname === 'archive' && archive === undefined && part.type === 'file') {
        archive = await receiveArchive(blobs, part.file);
      } else
        throw invalid(`There is no part ${JSON.stringify(part.fieldname.slice(0, 100))}, or it came twice.`);
    }
    if (manifest && archive) return { manifest, archive };
    throw invalid(`The part ${manifest ? 'archive' : 'manifest'} is missing.`);
  } catch (error) {
    await archive?.discard();
    throw error instanceof CodedError
      ? error
      : invalid(error instanceof Error ? error.message : String(error));
  }
}

type PartStream = Parameters<BlobStore['receive']>[0];

async function receiveArchive(blobs: BlobStore, file: PartStream): Promise<Upload> {
  try {
    return await blobs.receive(file, ARCHIVE_LIMITS.packedBytes);
  } catch (error) {
    if (!(error instanceof CodedError) || error.code !== 'blob-too-large') throw error;
    throw new Refusal('archive-too-large', error.message, {
      subject: 'archive',
      expected: `at most ${ARCHIVE_LIMITS.packedBytes} bytes`,
    });
  }
}

/**
 * Reads a little more than a manifest may have: what is longer is refused as too large, not kept. The rest is let run by,
 * since ending a part early ends the parser too, and the archive behind it would never come.
 */
async function readSmall(file: PartStream): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of file as AsyncIterable<Buffer>) {
    if (size <= MAX_MANIFEST_BYTES) chunks.push(chunk);
    size += chunk.length;
  }
  return Buffer.concat(chunks);
}

function invalid(message: string): CodedError<RegistryCode> {
  return new CodedError('upload-invalid', message, {
    hint: 'Send multipart/form-data with the parts `manifest` and `archive`; `ice publish` does.',
  });
}
