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
  readonly fingerprint: Digest;
  readonly reason: string;
}

/**
 * Ends a key: what it signed before the publish sequence reached by now goes on to count, nothing after does
 * (docs/spec/trust.md 3.4). Revoking it again changes nothing.
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

  async execute({ org, actor, fingerprint, reason }: RevokeKeyInput): Promise<EnrolledKey> {
    const key = await this.database.transaction(async (tx) => {
      await this.records.lock(tx);
      const known = await this.keys.find(tx, org, fingerprint);
      if (!known) throw notFound(fingerprint);
      if (known.revoked) return known;
      const { index: sequence } = await this.records.append(tx, {
        type: 'revocation',
        scope: 'key',
        subject: fingerprint,
        reason,
      });
      await this.keys.revoke(tx, org, fingerprint, sequence, reason);
      await this.signTrust.execute(tx, sequence);
      await this.audit.record(tx, {
        org,
        actor,
        action: 'key.revoke',
        subject: fingerprint,
        detail: { reason, sequence },
      });
      return { ...known, revoked: { sequence, reason } };
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
