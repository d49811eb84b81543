import { Injectable } from '@nestjs/common';
import { canonicalBytes, type Json } from '@iceos/core/canonical';
import { encodeBase64 } from '@iceos/core/encoding';
import { keysRole, type TrustedKeyEntry, type TrustKeysDocument } from '@iceos/core/trust';
import type { Tx } from '../../../src/database/database.js';
import { LogKeys } from '../log/log-keys.js';
import { InstanceKeys } from '../root/instance-keys.js';
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
    private readonly instanceKeys: InstanceKeys,
    private readonly keys: KeysRepository,
    private readonly trust: TrustRepository,
    private readonly logKeys: LogKeys,
  ) {}

  /** `sequence` is the publish sequence that the caller's transaction holds. */
  async execute(tx: Tx, sequence: number): Promise<void> {
    const { versions, namespaces } = await this.trust.listRevocations(tx);
    const root = await this.root.newest(tx);
    const thresholds = await this.keys.listThresholds(tx);
    const body: Omit<TrustKeysDocument, 'signatures'> = {
      schema_version: 'trust-keys.v0',
      root: root.id,
      root_version: root.version,
      sequence,
      keys: (await this.keys.listForTrust(tx)).map(entry),
      ...(thresholds.length > 0 ? { thresholds } : {}),
      revoked_versions: versions,
      revoked_namespaces: namespaces,
      ...(await this.logKeys.members(tx, root.id)),
    };
    const signatures = this.instanceKeys.signKeys(body as unknown as Json, keysRole(root));
    await this.trust.saveKeys(tx, canonicalBytes({ ...body, signatures }), sequence);
  }
}

function entry(key: EnrolledKey): TrustedKeyEntry {
  const { fingerprint, name, publicKey, purpose, org, enrolled, revoked } = key;
  return {
    fingerprint,
    name,
    public_key: encodeBase64(publicKey),
    purpose,
    namespaces: [org],
    enrolled,
    ...(revoked ? { revoked: { sequence: revoked.sequence, reason: revoked.reason } } : {}),
  };
}
