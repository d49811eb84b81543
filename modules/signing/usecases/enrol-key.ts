import { Injectable } from '@nestjs/common';
import { encodeBase64 } from '@iceos/core/encoding';
import { CodedError } from '@iceos/core/errors';
import { fingerprintOf } from '@iceos/core/keys';
import { Database, type Tx } from '../../../src/database/database.js';
import { isUniqueViolation } from '../../../src/database/failures.js';
import { AuditLog } from '../../identity/audit-log.js';
import { LogRecords } from '../log/log-records.js';
import { LogWriter } from '../log/log-writer.js';
import { TrustSnapshots } from '../root/trust-snapshots.js';
import type { SigningCode } from '../signing.errors.js';
import type { Approval, EnrolledKey } from '../signing.types.js';
import { KeysRepository } from '../store/keys.repository.js';
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
    private readonly database: Database,
    private readonly keys: KeysRepository,
    private readonly records: LogRecords,
    private readonly writer: LogWriter,
    private readonly possession: RequirePossession,
    private readonly approval: RequireApproval,
    private readonly signTrust: SignTrust,
    private readonly snapshots: TrustSnapshots,
    private readonly audit: AuditLog,
  ) {}

  async execute(input: EnrolKeyInput): Promise<EnrolledKey> {
    this.possession.soundKey(input);
    const key = await this.database
      .transaction((tx) => this.enrol(tx, input))
      .catch((error: unknown) => {
        throw clash(error, input.name);
      });
    this.writer.wake();
    await this.snapshots.refresh();
    return key;
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

/** A key that was ended never begins again, whatever it is called (docs/spec/trust.md 3.4). */
export function requireNotEnded(key: EnrolledKey): EnrolledKey {
  if (!key.revoked) return key;
  throw new CodedError<SigningCode>(
    'key-ended',
    `That key was enrolled as ${key.name} and ended: ${key.revoked.reason}.`,
    { hint: 'Make another key with `ice keys create`; a key that was ended is never enrolled again.' },
  );
}

/** `error`, or what it says when the key or its name is taken. */
export function clash(error: unknown, name: string): unknown {
  if (isUniqueViolation(error, 'keys_pkey')) {
    return new CodedError<SigningCode>('key-enrolled-elsewhere', 'Another org has enrolled that key.', {
      hint: 'Make a key of your own with `ice keys create`.',
      cause: error,
    });
  }
  if (isUniqueViolation(error, 'keys_name_key')) {
    return new CodedError<SigningCode>('key-name-taken', `Your org already has a key named ${name}.`, {
      hint: 'Choose another name (`ice keys create NAME`); upper and lower case do not tell names apart.',
      cause: error,
    });
  }
  return error;
}
