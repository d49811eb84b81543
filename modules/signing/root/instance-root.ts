import { Injectable } from '@nestjs/common';
import { canonicalBytes, type Json } from '@iceos/core/canonical';
import { digestOf } from '@iceos/core/digest';
import { encodeBase64 } from '@iceos/core/encoding';
import { CodedError } from '@iceos/core/errors';
import { fingerprintOf } from '@iceos/core/keys';
import type { SigningKey } from '@iceos/core/signing';
import { keysRole, readRoot, type TrustRootDocument } from '@iceos/core/trust';
import { AppConfig } from '../../../src/config/app-config.js';
import type { Tx } from '../../../src/database/database.js';
import { LogRecords } from '../log/log-records.js';
import type { SigningCode } from '../signing.errors.js';
import { RootsRepository } from '../store/roots.repository.js';
import { InstanceKeys } from './instance-keys.js';

/** The root of this instance: what its newest version says. */
@Injectable()
export class InstanceRoot {
  constructor(
    private readonly config: AppConfig,
    private readonly roots: RootsRepository,
    private readonly keys: InstanceKeys,
    private readonly records: LogRecords,
  ) {}

  /**
   * Finds the root, or makes it on the first start of an instance: version 1, with one key. In production a root is
   * brought, never made: without one, this does nothing (docs/keys.md).
   */
  async ensure(tx: Tx): Promise<'found' | 'made' | 'absent'> {
    if (await this.roots.newest(tx)) return 'found';
    if (this.config.production) return 'absent';
    const document = rootDocument(await this.keys.ensureRootKey(), new Date());
    // Index 0 of the log.
    const record = { type: 'root' as const, version: 1, digest: digestOf(document) };
    const { index } = await this.records.append(tx, record);
    await this.roots.insert(tx, 1, document, index);
    return 'made';
  }

  /** Whether this process has the keys that sign the list of keys. */
  async canSign(tx: Tx): Promise<boolean> {
    return this.keys.suffice(keysRole(await this.newest(tx)));
  }

  /** The id that manifests name as their `registry`. */
  async id(tx: Tx): Promise<string> {
    return (await this.newest(tx)).id;
  }

  /** The newest version; throws `trust-missing` before there is one. */
  async newest(tx: Tx): Promise<TrustRootDocument> {
    const bytes = await this.roots.newest(tx);
    if (bytes) return readRoot(bytes, 'the newest version of the root');
    throw new CodedError<SigningCode>('trust-missing', 'This instance has no root.', {
      hint: 'Bring one with `ice trust root publish` (docs/keys.md), or start outside production.',
    });
  }
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
