import { Injectable } from '@nestjs/common';
import { CodedError } from '@iceos/core/errors';
import { Database } from '../../../src/database/database.js';
import { AuditLog } from '../../identity/audit-log.js';
import { LogRecords } from '../log/log-records.js';
import { LogWriter } from '../log/log-writer.js';
import { TrustSnapshots } from '../root/trust-snapshots.js';
import type { SigningCode } from '../signing.errors.js';
import type { RevocationRecord } from '../signing.types.js';
import { TrustRepository } from '../store/trust.repository.js';
import { SignTrust } from './sign-trust.js';

export interface RevokeNamespaceInput {
  readonly org: string;
  readonly actor: string;
  /** Whether the actor administers the instance, and so may revoke what is not his. */
  readonly operator: boolean;
  readonly namespace: string;
  readonly reason: string;
}

/**
 * Ends a namespace: what was published in it before the publish sequence reached by now goes on to count, nothing after
 * does (docs/spec/trust.md 3.4). Revoking it again changes nothing.
 */
@Injectable()
export class RevokeNamespace {
  constructor(
    private readonly database: Database,
    private readonly trust: TrustRepository,
    private readonly records: LogRecords,
    private readonly writer: LogWriter,
    private readonly signTrust: SignTrust,
    private readonly snapshots: TrustSnapshots,
    private readonly audit: AuditLog,
  ) {}

  async execute(input: RevokeNamespaceInput): Promise<RevocationRecord> {
    const { org, actor, operator, namespace, reason } = input;
    const revocation = await this.database.transaction(async (tx) => {
      if ((namespace !== org && !operator) || !(await this.trust.hasNamespace(tx, namespace)))
        throw new CodedError<SigningCode>('namespace-not-found', `Your org has no namespace ${namespace}.`, {
          hint: 'See whose token you use with `ice whoami`.',
        });
      await this.records.lock(tx);
      const known = (await this.trust.listOf(tx, namespace)).find(({ scope }) => scope === 'namespace');
      if (known) return known;
      const { index: sequence } = await this.records.append(tx, {
        type: 'revocation',
        scope: 'namespace',
        subject: namespace,
        reason,
      });
      await this.trust.insertNamespaceRevocation(tx, namespace, reason, sequence);
      await this.signTrust.execute(tx, sequence);
      const detail = { reason, sequence };
      await this.audit.record(tx, { org, actor, action: 'namespace.revoke', subject: namespace, detail });
      return { scope: 'namespace' as const, subject: namespace, coordinates: namespace, reason, sequence };
    });
    this.writer.wake();
    await this.snapshots.refresh();
    return revocation;
  }
}
