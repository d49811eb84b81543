import { createHash, createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Digest } from '@iceos/core/digest';
import { encodeFrame, FrameReader } from '../process/wire.js';

/** The parts of a compiled component that are worth keeping. */
export interface CacheEntry {
  readonly glue: Uint8Array;
  readonly modules: readonly { readonly name: string; readonly bytes: Uint8Array }[];
}

const SEAL_BYTES = 32;
const MAX_ENTRY_BYTES = 256 * 1024 * 1024;

/**
 * Compiled components on disk, one file each, by the digest of the component and the versions of whatever made it. A file
 * begins with a seal over everything after it: its SHA-256, or with a secret its HMAC. What the seal does not fit, or what
 * was made for something else, counts as absent (docs/spec/sandbox.md 3).
 */
export class CompiledCache {
  constructor(
    private readonly folder: string,
    /** Versions of the toolchain and the vetter; part of the name of every entry and of what the seal covers. */
    private readonly versions: string,
    private readonly secret: Uint8Array | undefined,
  ) {}

  async get(digest: Digest): Promise<CacheEntry | undefined> {
    const file = await readFile(this.pathOf(digest)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    return file && this.parse(file, digest);
  }

  /** Writes beside the final name and renames: a reader sees the old entry, the new one or none. */
  async put(digest: Digest, { glue, modules }: CacheEntry): Promise<void> {
    const content = encodeFrame(
      {
        component: digest,
        versions: this.versions,
        glue: glue.length,
        modules: modules.map(({ name, bytes }) => ({ name, size: bytes.length })),
      },
      [glue, ...modules.map(({ bytes }) => bytes)],
    );
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const temporary = join(this.folder, `.${randomUUID()}`);
    try {
      const file = await open(temporary, 'wx', 0o600);
      try {
        await file.write(this.sealOf(content));
        await file.write(content);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, this.pathOf(digest));
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }

  private parse(file: Uint8Array, digest: Digest): CacheEntry | undefined {
    const seal = file.subarray(0, SEAL_BYTES);
    const content = file.subarray(SEAL_BYTES);
    if (seal.length !== SEAL_BYTES || !timingSafeEqual(seal, this.sealOf(content))) return undefined;
    // Sealed by us: from here on it is what `put` wrote.
    const [frame] = new FrameReader(MAX_ENTRY_BYTES).push(content);
    if (!frame || frame.header.component !== digest || frame.header.versions !== this.versions) {
      return undefined;
    }
    const header = frame.header as unknown as { glue: number; modules: { name: string; size: number }[] };
    let at = header.glue;
    return {
      glue: frame.body.subarray(0, header.glue),
      modules: header.modules.map(({ name, size }) => ({
        name,
        bytes: frame.body.subarray(at, (at += size)),
      })),
    };
  }

  private sealOf(content: Uint8Array): Uint8Array {
    return this.secret
      ? createHmac('sha256', this.secret).update(content).digest()
      : createHash('sha256').update(content).digest();
  }

  private pathOf(digest: Digest): string {
    return join(this.folder, `${digest}-${this.versions}`);
  }
}
