import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import type { Json } from '@iceos/core/canonical';
import { encodeBase64 } from '@iceos/core/encoding';
import { CodedError } from '@iceos/core/errors';
import { fingerprintOf, formatPublicKey } from '@iceos/core/keys';
import type { SigningKey } from '@iceos/core/signing';
import type { DocumentSignature, KeyQuorum } from '@iceos/core/trust';
import { AppConfig } from '../../../src/config/app-config.js';
import type { SigningCode } from '../signing.errors.js';
import { ensurePrivateKey, readPrivateKey } from './private-key-file.js';

/**
 * The keys of this instance that sign trust documents, where this process has them: `instance-root.key`, which an instance
 * makes for a root of its own, and `instance-keys.key`, to which a root that was brought can delegate the list of keys.
 */
@Injectable()
export class InstanceKeys {
  private readonly folder: string;
  private held: readonly SigningKey[] = [];

  constructor(config: AppConfig) {
    this.folder = join(config.dataDir, 'keys');
  }

  /** Reads the keys; makes the one that can be delegated to where it is missing, with its public half beside it. */
  async open(): Promise<void> {
    const path = join(this.folder, 'instance-keys.key');
    const delegate = await ensurePrivateKey(path, 'instance-keys', 'keys');
    const line = `${formatPublicKey(delegate.name, delegate.publicKey)}\n`;
    await writeFile(join(this.folder, 'instance-keys.pub'), line, { mode: 0o644 });
    const root = await readPrivateKey(this.rootPath());
    this.held = root ? [root, delegate] : [delegate];
  }

  /** The key of a root of this instance's own, made when it is missing. */
  async ensureRootKey(): Promise<SigningKey> {
    const key = await ensurePrivateKey(this.rootPath(), 'instance-root', 'root');
    await this.open();
    return key;
  }

  /** Whether enough of `quorum` are here to sign the list of keys. */
  suffice({ threshold, keys }: KeyQuorum): boolean {
    return this.among(keys).length >= threshold;
  }

  /** Signatures on a list of keys by those of `quorum` that are here; throws `root-key-absent` when they are too few. */
  signKeys(body: Json, quorum: KeyQuorum): DocumentSignature[] {
    if (!this.suffice(quorum)) throw absent(quorum);
    return this.among(quorum.keys).map((key) => ({
      fingerprint: fingerprintOf(key.publicKey),
      value: encodeBase64(key.signStatement('iceos-trust-keys-v1', body)),
    }));
  }

  private among(keys: KeyQuorum['keys']): SigningKey[] {
    const wanted = new Set(keys.map(({ fingerprint }) => fingerprint));
    return this.held.filter(({ publicKey }) => wanted.has(fingerprintOf(publicKey)));
  }

  private rootPath(): string {
    return join(this.folder, 'instance-root.key');
  }
}

function absent({ threshold, keys }: KeyQuorum): CodedError<SigningCode> {
  const names = keys.map(({ name }) => name).join(', ');
  return new CodedError(
    'root-key-absent',
    `This process does not have ${threshold} of the keys that sign the list of keys: ${names}.`,
    { hint: 'Change keys through the process that has them (keys/ in its data directory; docs/keys.md).' },
  );
}
