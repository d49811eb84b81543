import { Injectable } from '@nestjs/common';
import type { Digest } from '@iceos/core/digest';
import { CodedError } from '@iceos/core/errors';
import { Database } from '../../../src/database/database.js';
import { AuditLog } from '../../identity/audit-log.js';
import { LogRecords } from '../log/log-records.js';
import { LogWriter } from '../log/log-writer.js';
import { TrustSnapshots } from '../root/trust-snapshots.js';
import type { SigningCode } from '../signing.errors.js';
import type { EnrolledKey } from '../signing.types.js';
import { KeysRepository } from '../store/keys.repository.js';
import { SignTrust } from './sign-trust.js';

export interface RevokeKeyInput {
  readonly org: string;
  readonly actor: string;
  /** Whether the actor administers the instance, and so may revoke what is not his. */
  readonly operator: boolean;
  readonly fingerprint: Digest;
  readonly reason: string;
  /** Publish sequence from which on its signatures do not count; from now on where none is given. */
  readonly since: number | undefined;
}

/**
 * Ends a key: what it signed before the publish sequence that is named, or reached by now, goes on to count, nothing after
 * does (docs/spec/trust.md 3.4). Revoking it again changes nothing, unless it is from an earlier sequence.
 */
@Injectable()
export class RevokeKey {
  constructor(
    private readonly database: Database,
    private readonly keys: KeysRepository,
    private readonly records: LogRecords,
    private readonly writer: LogWriter,
    private readonly signTrust: SignTrust,
    private readonly snapshots: TrustSnapshots,
    private readonly audit: AuditLog,
  ) {}

  async execute(input: RevokeKeyInput): Promise<EnrolledKey> {
    const { org, actor, operator, fingerprint, reason, since } = input;
    const key = await this.database.transaction(async (tx) => {
      const reached = await this.records.lock(tx);
      const known = operator
        ? await this.keys.findAnywhere(tx, fingerprint)
        : await this.keys.find(tx, org, fingerprint);
      if (!known) throw notFound(fingerprint);
      const next = reached + 1;
      const from = Math.max(Math.min(since ?? next, next), known.enrolled);
      if (known.revoked && from >= known.revoked.sequence) return known;
      const { index: sequence } = await this.records.append(tx, {
        type: 'revocation',
        scope: 'key',
        subject: fingerprint,
        reason,
        since: from,
      });
      const revoked = { sequence: from, reason };
      await this.keys.revoke(tx, known.org, fingerprint, revoked.sequence, reason);
      await this.signTrust.execute(tx, sequence);
      const detail = { reason, sequence: revoked.sequence };
      await this.audit.record(tx, { org, actor, action: 'key.revoke', subject: fingerprint, detail });
      return { ...known, revoked };
    });
    this.writer.wake();
    await this.snapshots.refresh();
    return key;
  }
}

export function notFound(fingerprint: string): CodedError<SigningCode> {
  return new CodedError('key-not-found', `Your org has no key ${fingerprint}.`, {
    hint: 'List its keys with `ice keys list`.',
  });
}
