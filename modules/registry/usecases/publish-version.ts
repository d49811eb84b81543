import { Injectable } from '@nestjs/common';
import type { Archive } from '@iceos/core/archive';
import type { Coordinates } from '@iceos/core/names';
import { BlobStore, type Upload } from '@iceos/runtime/blobs';
import type { PublishReceipt, Visibility } from '../registry.types.js';
import { JudgeUpload } from './judge-upload.js';
import { PublishQueue } from './publish-queue.js';
import { RecordVersion } from './record-version.js';

export interface PublishInput {
  /** Org and actor of the token. */
  readonly org: string;
  readonly actor: string;
  /** What the address of the request says. */
  readonly coordinates: Coordinates;
  /** The manifest as it was sent. */
  readonly manifest: Uint8Array;
  /** The archive, hashed while it was written. The caller discards it. */
  readonly archive: Upload;
  /** Undefined leaves the visibility of an existing package as it is, and makes a new one private. */
  readonly visibility: Visibility | undefined;
}

/**
 * Takes a signed package into the registry. The order is what makes a crash harmless: everything is judged from the bytes
 * that were received; blobs are on disk under their digests; then one transaction makes the version exist. A crash before
 * the commit leaves blobs that nothing refers to, a crash after it a complete version. Publishing the same bytes again
 * gives the same receipt.
 */
@Injectable()
export class PublishVersion {
  constructor(
    private readonly queue: PublishQueue,
    private readonly judge: JudgeUpload,
    private readonly blobs: BlobStore,
    private readonly record: RecordVersion,
  ) {}

  async execute(input: PublishInput): Promise<PublishReceipt> {
    const admitted = this.judge.manifest(input);
    const known = await this.record.known(input, admitted);
    if (known) return known;
    return this.queue.run(async () => {
      const archive = await this.judge.archive(input, admitted);
      await this.keep(input.archive, archive);
      return this.record.execute(input, admitted);
    });
  }

  private async keep(upload: Upload, archive: Archive): Promise<void> {
    await this.blobs.keep(upload);
    for (const file of archive.files) await this.blobs.put(file.bytes);
  }
}
