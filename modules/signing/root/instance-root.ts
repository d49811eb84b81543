import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { canonicalBytes, type Json } from '@iceos/core/canonical';
import { digestOf } from '@iceos/core/digest';
import { encodeBase64 } from '@iceos/core/encoding';
import { CodedError } from '@iceos/core/errors';
import { fingerprintOf } from '@iceos/core/keys';
import type { SigningKey } from '@iceos/core/signing';
import type { TrustRootDocument } from '@iceos/core/trust';
import { AppConfig } from '../../../src/config/app-config.js';
import type { Tx } from '../../../src/database/database.js';
import type { RecordDraft } from '../log/record-draft.js';
import type { SigningCode } from '../signing.errors.js';
import { TrustRepository } from '../store/trust.repository.js';
import { ensurePrivateKey, readPrivateKey } from './private-key-file.js';

/** The root of this instance: its document, and its private key where this process has it. */
@Injectable()
export class InstanceRoot {
  private readonly keyPath: string;
  private signingKey: SigningKey | undefined;

  constructor(
    private readonly config: AppConfig,
    private readonly trust: TrustRepository,
  ) {
    this.keyPath = join(config.dataDir, 'keys', 'instance-root.key');
  }

  /**
   * Finds the root, or makes it on the first start of an instance. In production a root is brought, never made: without
   * one, and without its key file, this does nothing.
   */
  async ensure(tx: Tx): Promise<'found' | 'made' | 'absent'> {
    const document = await this.trust.findDocument(tx, 'root');
    this.signingKey =
      document || this.config.production
        ? await readPrivateKey(this.keyPath)
        : await ensurePrivateKey(this.keyPath, 'instance-root', 'root');
    if (document) {
      this.forgetStrangeKey(document.bytes);
      return 'found';
    }
    if (!this.signingKey) return 'absent';
    await this.trust.saveDocument(tx, 'root', rootDocument(this.signingKey, new Date()), 0);
    return 'made';
  }

  /** The id that manifests name as their `registry`. */
  async id(tx: Tx): Promise<string> {
    return parse((await this.require(tx)).bytes).id;
  }

  /** Whether this process has the private key. */
  get canSign(): boolean {
    return this.signingKey !== undefined;
  }

  /** What the log says about the root in force. */
  async record(tx: Tx): Promise<RecordDraft> {
    const { bytes } = await this.require(tx);
    return { type: 'root', version: parse(bytes).version, digest: digestOf(bytes) };
  }

  /** The private key; throws `root-key-absent` where this process does not have it. */
  key(): SigningKey {
    if (this.signingKey) return this.signingKey;
    throw new CodedError<SigningCode>(
      'root-key-absent',
      'This process does not have the key of the instance root.',
      {
        hint: 'Change keys through the process that has it (keys/instance-root.key in its data directory).',
      },
    );
  }

  private async require(tx: Tx): Promise<{ bytes: Uint8Array }> {
    const document = await this.trust.findDocument(tx, 'root');
    if (document) return document;
    throw new CodedError<SigningCode>('trust-missing', 'This instance has no root.', {
      hint: 'Bring a root (docs/operations.md), or start outside production.',
    });
  }

  private forgetStrangeKey(document: Uint8Array): void {
    const fingerprint = this.signingKey && fingerprintOf(this.signingKey.publicKey);
    if (!parse(document).keys.some((key) => key.fingerprint === fingerprint)) this.signingKey = undefined;
  }
}

function parse(bytes: Uint8Array): TrustRootDocument {
  return JSON.parse(new TextDecoder().decode(bytes)) as TrustRootDocument;
}

function rootDocument(key: SigningKey, now: Date): Uint8Array {
  const fingerprint = fingerprintOf(key.publicKey);
  const body: Omit<TrustRootDocument, 'signatures'> = {
    schema_version: 'trust-root.v0',
    id: `iceos-${fingerprint.slice(0, 16)}`,
    version: 1,
    created: now.toISOString(),
    threshold: 1,
    keys: [{ fingerprint, name: key.name, public_key: encodeBase64(key.publicKey) }],
  };
  const value = encodeBase64(key.signStatement('iceos-trust-root-v1', body as unknown as Json));
  return canonicalBytes({ ...body, signatures: [{ fingerprint, value }] });
}
