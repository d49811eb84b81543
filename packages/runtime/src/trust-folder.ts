import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError } from '@iceos/core/errors';
import { Refusal } from '@iceos/core/refusal';
import { verifySignature } from '@iceos/core/signature';
import { openTrust, requireExtension, type TrustDocuments, type TrustSnapshot } from '@iceos/core/trust';
import { writeDurably } from './durable-file.js';

const ROOTS = 'root';
const KEYS = 'keys.json';
const VERSION = /^([1-9]\d{0,5})\.json$/;

/**
 * The folder that verifiers read, and with which they work offline: every version of the root as `root/<n>.json`, and
 * `keys.json` (docs/spec/trust.md 3.2). It holds public things only. It is also their memory: what is written to it never
 * says less than what is there.
 */
export class TrustFolder {
  constructor(private readonly folder: string) {}

  /** Reads and verifies every document. Throws `trust-missing`, `trust-invalid` or the refusal `rollback`. */
  async read(): Promise<TrustSnapshot> {
    return openTrust(await this.documents(), verifySignature);
  }

  /** The documents as they are, not verified. Throws `trust-missing`. */
  async documents(): Promise<TrustDocuments> {
    const roots = await this.roots();
    if (roots.length === 0) throw missing(join(this.folder, ROOTS, '1.json'), undefined);
    return { roots, keys: await this.file(KEYS) };
  }

  /** The versions of the root in the order of their numbers, not verified; none where there is no folder. */
  async roots(): Promise<Uint8Array[]> {
    const names = await readdir(join(this.folder, ROOTS)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    const numbers = names.flatMap((name) => VERSION.exec(name)?.[1] ?? []).map(Number);
    return Promise.all(numbers.toSorted((a, b) => a - b).map((n) => this.file(join(ROOTS, `${n}.json`))));
  }

  /**
   * Verifies documents and puts them into the folder, whose root they must be or continue. Throws `trust-invalid` or the
   * refusal `rollback`, and then leaves everything as it was.
   */
  async write(documents: TrustDocuments): Promise<TrustSnapshot> {
    const trusted = openTrust(documents, verifySignature);
    const known = await this.roots();
    requireExtension(known, documents.roots);
    for (const [index, bytes] of documents.roots.entries()) {
      if (index >= known.length) await this.replace(join(ROOTS, `${index + 1}.json`), bytes);
    }
    await this.replace(KEYS, documents.keys);
    return trusted;
  }

  /** As `write`, for documents that somebody else sent: refuses a list of keys that is older than the one here. */
  async update(documents: TrustDocuments): Promise<TrustSnapshot> {
    const offered = openTrust(documents, verifySignature);
    if ((await this.roots()).length > 0) {
      const { sequence } = await this.read();
      if (offered.sequence < sequence)
        throw new Refusal(
          'rollback',
          'The list of keys is older than the one that was trusted here before.',
          {
            subject: 'trust/keys.json',
            expected: `sequence ${sequence} or later`,
            found: `sequence ${offered.sequence}`,
          },
        );
    }
    return this.write(documents);
  }

  /** Replaces a document: complete and fsynced before its name points to it. */
  private async replace(name: string, bytes: Uint8Array): Promise<void> {
    await writeDurably(join(this.folder, name), bytes);
  }

  private async file(name: string): Promise<Uint8Array> {
    const path = join(this.folder, name);
    try {
      return new Uint8Array(await readFile(path));
    } catch (cause) {
      throw missing(path, cause);
    }
  }
}

function missing(path: string, cause: unknown): CodedError<'trust-missing'> {
  return new CodedError('trust-missing', `${path} cannot be read.`, {
    hint: 'Start the server once (`npm start`), or fetch the documents of the instance whose packages you load (`ice trust update`).',
    cause,
  });
}
