import { Injectable } from '@nestjs/common';
import { canonicalBytes, type Json } from '@iceos/core/canonical';
import { encodeBase64 } from '@iceos/core/encoding';
import { fingerprintOf } from '@iceos/core/keys';
import type { StatementLabel } from '@iceos/core/statement';
import type { TrustedKeyEntry, TrustKeysDocument } from '@iceos/core/trust';
import type { Tx } from '../../../src/database/database.js';
import { LogKeys } from '../log/log-keys.js';
import { InstanceRoot } from '../root/instance-root.js';
import type { EnrolledKey } from '../signing.types.js';
import { KeysRepository } from '../store/keys.repository.js';
import { TrustRepository } from '../store/trust.repository.js';

/**
 * Makes and signs the list of keys anew, in the transaction of the change it reflects, so that no process can ever read a
 * list that disagrees with the record (docs/spec/trust.md 3.3, 3.4).
 */
@Injectable()
export class SignTrust {
  constructor(
    private readonly root: InstanceRoot,
    private readonly keys: KeysRepository,
    private readonly trust: TrustRepository,
    private readonly logKeys: LogKeys,
  ) {}

  /** `sequence` is the publish sequence that the caller's transaction holds. */
  async execute(tx: Tx, sequence: number): Promise<void> {
    const { versions, namespaces } = await this.trust.listRevocations(tx);
    const root = await this.root.id(tx);
    const body: Omit<TrustKeysDocument, 'signatures'> = {
      schema_version: 'trust-keys.v0',
      root,
      sequence,
      keys: (await this.keys.listForTrust(tx)).map(entry),
      revoked_versions: versions,
      revoked_namespaces: namespaces,
      ...(await this.logKeys.members(tx, root)),
    };
    await this.trust.saveDocument(tx, 'keys', this.sign('iceos-trust-keys-v1', body), sequence);
  }

  private sign(label: StatementLabel, body: object): Uint8Array {
    const key = this.root.key();
    const value = encodeBase64(key.signStatement(label, body as Json));
    return canonicalBytes({ ...body, signatures: [{ fingerprint: fingerprintOf(key.publicKey), value }] });
  }
}

function entry({ fingerprint, name, publicKey, purpose, org, revoked }: EnrolledKey): TrustedKeyEntry {
  return {
    fingerprint,
    name,
    public_key: encodeBase64(publicKey),
    purpose,
    namespaces: [org],
    ...(revoked ? { revoked: { sequence: revoked.sequence, reason: revoked.reason } } : {}),
  };
}
