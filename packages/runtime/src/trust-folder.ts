import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError } from '@iceos/core/errors';
import { verifySignature } from '@iceos/core/signature';
import { openTrust, type TrustSnapshot } from '@iceos/core/trust';
import { writeDurably } from './durable-file.js';

/**
 * The folder that verifiers read, and with which they work offline: `root.json` and `keys.json` (docs/spec/trust.md 3.2).
 * It holds public things only.
 */
export class TrustFolder {
  constructor(private readonly folder: string) {}

  /** Reads and verifies both documents. Throws `trust-missing` or `trust-invalid`. */
  async read(): Promise<TrustSnapshot> {
    const [root, keys] = await Promise.all([this.document('root.json'), this.document('keys.json')]);
    return openTrust(root, keys, verifySignature);
  }

  /** Replaces a document: complete and fsynced before its name points to it. */
  async write(name: 'root.json' | 'keys.json', bytes: Uint8Array): Promise<void> {
    await writeDurably(join(this.folder, name), bytes);
  }

  /** The bytes of a document, unverified. Throws `trust-missing`. */
  async document(name: 'root.json' | 'keys.json'): Promise<Uint8Array> {
    try {
      return await readFile(join(this.folder, name));
    } catch (cause) {
      throw new CodedError('trust-missing', `${join(this.folder, name)} cannot be read.`, {
        hint: 'Start the server once (`npm start`), or copy `trust/` from the instance whose packages you load.',
        cause,
      });
    }
  }
}
