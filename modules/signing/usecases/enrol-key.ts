import { Injectable } from '@nestjs/common';
import { encodeBase64 } from '@iceos/core/encoding';
import { fingerprintOf } from '@iceos/core/keys';
import type { Tx } from '../../../src/database/database.js';
import { AuditLog } from '../../identity/audit-log.js';
import { LogRecords } from '../log/log-records.js';
import type { Approval, EnrolledKey } from '../signing.types.js';
import { KeysRepository } from '../store/keys.repository.js';
import { ChangeKeys, requireNotEnded } from './change-keys.js';
import { RequireApproval } from './require-approval.js';
import { RequirePossession, type OfferedKey } from './require-possession.js';
import { SignTrust } from './sign-trust.js';

export interface EnrolKeyInput extends OfferedKey {
  readonly org: string;
  readonly actor: string;
  /** Signatures of other keys of the org, where several must agree. */
  readonly approvals: readonly Approval[];
}

/**
 * Takes a public key into the record of an org, once its owner proved possession (docs/spec/trust.md 2.1) and, where
 * several keys sign for the org, as many agreed (3.6).
 */
@Injectable()
export class EnrolKey {
  constructor(
    private readonly changes: ChangeKeys,
    private readonly keys: KeysRepository,
    private readonly records: LogRecords,
    private readonly possession: RequirePossession,
    private readonly approval: RequireApproval,
    private readonly signTrust: SignTrust,
    private readonly audit: AuditLog,
  ) {}

  execute(input: EnrolKeyInput): Promise<EnrolledKey> {
    return this.changes.execute(input, (tx) => this.enrol(tx, input));
  }

  private async enrol(tx: Tx, input: EnrolKeyInput): Promise<EnrolledKey> {
    const { org, name, purpose, publicKey } = input;
    const fingerprint = fingerprintOf(publicKey);
    await this.possession.execute(tx, org, input);
    // Held until the transaction ends; only what changes something raises it.
    await this.records.lock(tx);
    const known = await this.keys.find(tx, org, fingerprint);
    if (known) return requireNotEnded(known);
    if ((await this.keys.threshold(tx, org)) > 1) {
      const body = { namespace: org, public_key: encodeBase64(publicKey), purpose, replaces: null };
      await this.approval.execute(tx, org, { label: 'iceos-key-rotation-v1', body }, input.approvals);
    }
    const { index: enrolled } = await this.records.append(tx, {
      type: 'key',
      action: 'enrolled',
      namespace: org,
      fingerprint,
    });
    await this.keys.insert(tx, { fingerprint, org, name, purpose, publicKey, enrolled });
    await this.signTrust.execute(tx, enrolled);
    await this.audit.record(tx, {
      org,
      actor: input.actor,
      action: 'key.enrol',
      subject: fingerprint,
      detail: { name, purpose },
    });
    const standing = { createdAt: new Date(), enrolled, revoked: undefined, replacedBy: undefined };
    return { fingerprint, org, name, purpose, publicKey, ...standing };
  }
}
