import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, type ReadStream } from 'node:fs';
import { link, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { digestOf, type Digest } from '@iceos/core/digest';
import { CodedError } from '@iceos/core/errors';
import { Refusal } from '@iceos/core/refusal';
import { syncFolder } from './durable-file.js';
import { PASS_ON, type PassFailpoint } from './failpoints.js';

export type BlobErrorCode = 'blob-not-found' | 'blob-too-large';

/** An upload on disk that is not a blob yet: hashed while it grew, at a path nobody else knows. */
export interface Upload {
  readonly path: string;
  readonly digest: Digest;
  readonly size: number;
  discard(): Promise<void>;
}

/**
 * Content-addressed files under `<folder>/ab/<digest>`. A blob is complete and on disk before its name exists (written to
 * a temporary file, fsynced, linked under its digest, folder fsynced), never changes, and is hashed again on every read.
 */
export class BlobStore {
  constructor(
    private readonly folder: string,
    private readonly pass: PassFailpoint = PASS_ON,
  ) {}

  /** Makes the folders that are missing. */
  async prepare(): Promise<void> {
    await mkdir(join(this.folder, 'tmp'), { recursive: true });
  }

  /**
   * Removes what uploads left that never became blobs, and answers how many. `olderThanMs` spares what another process may
   * still be writing; 0 where there is none.
   */
  async sweep(olderThanMs: number): Promise<number> {
    const folder = join(this.folder, 'tmp');
    let swept = 0;
    for (const name of await readdir(folder)) {
      const path = join(folder, name);
      const { mtimeMs } = await stat(path);
      if (Date.now() - mtimeMs < olderThanMs) continue;
      await rm(path, { force: true });
      swept += 1;
    }
    return swept;
  }

  /** Streams `source` to a temporary file, hashing it; throws `blob-too-large` past `maxBytes`, keeping nothing. */
  async receive(source: Readable, maxBytes: number): Promise<Upload> {
    const path = join(this.folder, 'tmp', randomUUID());
    const hash = createHash('sha256');
    let size = 0;
    const file = await open(path, 'wx', 0o600);
    try {
      for await (const chunk of source as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > maxBytes) {
          throw new CodedError<BlobErrorCode>(
            'blob-too-large',
            `The upload has more than ${maxBytes} bytes.`,
            {
              hint: 'Make it smaller.',
            },
          );
        }
        hash.update(chunk);
        await file.write(chunk);
      }
    } catch (error) {
      await file.close();
      await rm(path, { force: true });
      throw error;
    }
    await file.close();
    this.pass('upload-received');
    return { path, digest: hash.digest('hex') as Digest, size, discard: () => rm(path, { force: true }) };
  }

  /** Makes a received upload a blob. */
  async keep(upload: Upload): Promise<Digest> {
    const file = await open(upload.path, 'r+');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
    await this.adopt(upload.path, upload.digest);
    return upload.digest;
  }

  /** Stores `bytes` under their digest. Does nothing when they are there already. */
  async put(bytes: Uint8Array): Promise<Digest> {
    const digest = digestOf(bytes);
    if (await this.has(digest)) return digest;
    await this.adopt(await this.written(bytes), digest);
    return digest;
  }

  /** Stores `bytes` in the place of whatever is under their digest, which is not what its name says. */
  async replace(bytes: Uint8Array): Promise<Digest> {
    const digest = digestOf(bytes);
    const temporary = await this.written(bytes);
    const path = this.pathOf(digest);
    await mkdir(dirname(path), { recursive: true });
    await rename(temporary, path);
    await syncFolder(dirname(path));
    return digest;
  }

  /** The path of a temporary file with `bytes`, which is on disk. */
  private async written(bytes: Uint8Array): Promise<string> {
    const temporary = join(this.folder, 'tmp', randomUUID());
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
      this.pass('blob-written');
      await file.sync();
    } finally {
      await file.close();
    }
    return temporary;
  }

  /** Gives the fsynced file at `temporary` its name. `link` fails where another writer was first, which is as good. */
  private async adopt(temporary: string, digest: Digest): Promise<void> {
    this.pass('blob-synced');
    const folder = join(this.folder, digest.slice(0, 2));
    await mkdir(folder, { recursive: true });
    try {
      await link(temporary, join(folder, digest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      await rm(temporary, { force: true });
    }
    this.pass('blob-named');
    await syncFolder(folder);
    await syncFolder(this.folder);
  }

  async has(digest: Digest): Promise<boolean> {
    return (await this.size(digest)) !== undefined;
  }

  /** Size in bytes, or undefined when there is no such blob. */
  async size(digest: Digest): Promise<number | undefined> {
    try {
      return (await stat(this.pathOf(digest))).size;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /**
   * The bytes of a blob, hashed after reading: throws `blob-not-found`, or a `digest-mismatch` refusal when the file is not
   * what its name says.
   */
  async read(digest: Digest): Promise<Uint8Array> {
    const bytes = await readFile(this.pathOf(digest)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      throw new CodedError<BlobErrorCode>('blob-not-found', `There is no blob ${digest}.`, {
        hint: 'Fetch the package again (`ice install`).',
      });
    });
    const found = digestOf(bytes);
    if (found !== digest) {
      throw new Refusal('digest-mismatch', `The stored blob ${digest} is not what its name says.`, {
        subject: `blob ${digest}`,
        expected: digest,
        found,
      });
    }
    return bytes;
  }

  /** The bytes as a stream, not hashed: for sending to clients, who hash what they receive. */
  stream(digest: Digest): ReadStream {
    return createReadStream(this.pathOf(digest));
  }

  /** The file of a blob. It must not be changed. */
  pathOf(digest: Digest): string {
    return join(this.folder, digest.slice(0, 2), digest);
  }
}
