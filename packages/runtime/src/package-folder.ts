import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDigest, type Digest } from '@iceos/core/digest';
import { MAX_EVIDENCE_BYTES } from '@iceos/core/evidence';
import { MAX_MANIFEST_BYTES } from '@iceos/core/manifest';
import { Refusal } from '@iceos/core/refusal';
import { BlobStore } from './blobs.js';
import { writeDurably } from './durable-file.js';

/**
 * Packages in a folder: `manifests/<digest>.json` and `evidence/<digest>.json` by the digest of the manifest, and files as
 * blobs. Nothing in it is believed: whoever reads has the load gate judge every byte.
 */
export class PackageFolder {
  readonly blobs: BlobStore;

  constructor(private readonly folder: string) {
    this.blobs = new BlobStore(join(folder, 'blobs'));
  }

  /** The folders whose files come and go under the names of manifests. */
  get folders(): string[] {
    return ['manifests', 'evidence'].map((name) => join(this.folder, name));
  }

  /** Makes the folders that are missing. */
  async prepare(): Promise<void> {
    for (const folder of this.folders) await mkdir(folder, { recursive: true });
    await this.blobs.prepare();
  }

  /** Digests of the manifests that are here, in order; none where there is no folder. */
  async list(): Promise<Digest[]> {
    const names = await readdir(join(this.folder, 'manifests')).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    return names.flatMap((name) => parseDigest(/^(.+)\.json$/.exec(name)?.[1]) ?? []).toSorted();
  }

  /** The manifest of that digest, as its file is now, or undefined. */
  manifest(digest: Digest): Promise<Uint8Array | undefined> {
    return readWithin(this.manifestPath(digest), MAX_MANIFEST_BYTES);
  }

  /** The evidence that was stored with it, or undefined. */
  evidence(digest: Digest): Promise<Uint8Array | undefined> {
    return readWithin(this.evidencePath(digest), MAX_EVIDENCE_BYTES);
  }

  /** Stores a manifest, after its files and its evidence: one that is here has both. */
  async putManifest(digest: Digest, bytes: Uint8Array): Promise<void> {
    await writeDurably(this.manifestPath(digest), bytes);
  }

  /** Stores evidence in the place of older evidence. */
  async putEvidence(digest: Digest, bytes: Uint8Array): Promise<void> {
    await writeDurably(this.evidencePath(digest), bytes);
  }

  manifestPath(digest: Digest): string {
    return join(this.folder, 'manifests', `${digest}.json`);
  }

  private evidencePath(digest: Digest): string {
    return join(this.folder, 'evidence', `${digest}.json`);
  }
}

async function readWithin(path: string, maxBytes: number): Promise<Uint8Array | undefined> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!bytes || bytes.length <= maxBytes) return bytes && new Uint8Array(bytes);
  throw new Refusal('digest-mismatch', `${path} has ${bytes.length} bytes.`, {
    subject: path,
    expected: `at most ${maxBytes} bytes`,
    found: `${bytes.length} bytes`,
  });
}
