import { Injectable } from '@nestjs/common';
import type { Digest } from '@iceos/core/digest';
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
import { notFound } from './revoke-key.js';
import { SignTrust } from './sign-trust.js';

export interface RotateKeyInput extends OfferedKey {
  readonly org: string;
  readonly actor: string;
  /** The key whose place the offered one takes. */
  readonly replaces: Digest;
  readonly approvals: readonly Approval[];
}

/**
 * Puts a new key in the place of another: its owner proved possession, and the key that is replaced, or as many keys of the
 * org as must agree, signed for it (docs/spec/trust.md 3.6). The one that is replaced is ended at the same sequence.
 * Rotating to the same key again changes nothing.
 */
@Injectable()
export class RotateKey {
  constructor(
    private readonly changes: ChangeKeys,
    private readonly keys: KeysRepository,
    private readonly records: LogRecords,
    private readonly possession: RequirePossession,
    private readonly approval: RequireApproval,
    private readonly signTrust: SignTrust,
    private readonly audit: AuditLog,
  ) {}

  execute(input: RotateKeyInput): Promise<EnrolledKey> {
    return this.changes.execute(input, (tx) => this.rotate(tx, input));
  }

  private async rotate(tx: Tx, input: RotateKeyInput): Promise<EnrolledKey> {
    const { org, name, purpose, publicKey, replaces } = input;
    const fingerprint = fingerprintOf(publicKey);
    await this.records.lock(tx);
    const old = await this.keys.find(tx, org, replaces);
    if (!old) throw notFound(replaces);
    await this.possession.execute(tx, org, input);
    const known = await this.keys.find(tx, org, fingerprint);
    if (known && old.replacedBy === fingerprint) return requireNotEnded(known);
    requireNotEnded(old);
    if (known) requireNotEnded(known);
    const body = { namespace: org, public_key: encodeBase64(publicKey), purpose, replaces };
    await this.approval.execute(
      tx,
      org,
      { label: 'iceos-key-rotation-v1', body, alone: replaces },
      input.approvals,
    );
    const { index: enrolled } = await this.records.append(tx, {
      type: 'key',
      action: 'rotated',
      namespace: org,
      fingerprint,
      replaces,
    });
    await this.keys.insert(tx, { fingerprint, org, name, purpose, publicKey, enrolled });
    await this.keys.revoke(tx, org, replaces, enrolled, `replaced by ${name}`, fingerprint);
    await this.signTrust.execute(tx, enrolled);
    await this.audit.record(tx, {
      org,
      actor: input.actor,
      action: 'key.rotate',
      subject: fingerprint,
      detail: { name, purpose, replaces },
    });
    const standing = { createdAt: new Date(), enrolled, revoked: undefined, replacedBy: undefined };
    return { fingerprint, org, name, purpose, publicKey, ...standing };
  }
}
