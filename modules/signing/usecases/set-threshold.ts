import { Injectable } from '@nestjs/common';
import { CodedError } from '@iceos/core/errors';
import { Database } from '../../../src/database/database.js';
import { AuditLog } from '../../identity/audit-log.js';
import { LogRecords } from '../log/log-records.js';
import { LogWriter } from '../log/log-writer.js';
import { TrustSnapshots } from '../root/trust-snapshots.js';
import type { SigningCode } from '../signing.errors.js';
import type { Approval } from '../signing.types.js';
import { KeysRepository } from '../store/keys.repository.js';
import { RequireApproval } from './require-approval.js';
import { SignTrust } from './sign-trust.js';

export interface SetThresholdInput {
  readonly org: string;
  readonly actor: string;
  readonly threshold: number;
  readonly approvals: readonly Approval[];
}

/**
 * Says how many keys of a namespace must sign a manifest from now on (docs/spec/trust.md 3.3). As many as had to until now
 * agree; what they sign names the change before, so that it serves once.
 */
@Injectable()
export class SetThreshold {
  constructor(
    private readonly database: Database,
    private readonly keys: KeysRepository,
    private readonly records: LogRecords,
    private readonly writer: LogWriter,
    private readonly approval: RequireApproval,
    private readonly signTrust: SignTrust,
    private readonly snapshots: TrustSnapshots,
    private readonly audit: AuditLog,
  ) {}

  async execute({ org, actor, threshold, approvals }: SetThresholdInput): Promise<number> {
    await this.database.transaction(async (tx) => {
      await this.records.lock(tx);
      const after = await this.keys.thresholdSequence(tx, org);
      const body = { namespace: org, purpose: 'manifest', threshold, after };
      if ((await this.keys.threshold(tx, org)) === threshold) return;
      await this.approval.execute(tx, org, { label: 'iceos-key-threshold-v1', body }, approvals);
      const inForce = (await this.keys.list(tx, org)).filter(({ revoked }) => !revoked).length;
      if (inForce < threshold)
        throw new CodedError<SigningCode>(
          'threshold-unreachable',
          `${threshold} keys cannot sign while your org has ${inForce} in force.`,
          { hint: 'Enrol more keys first (`ice keys create NAME`).' },
        );
      const { index: sequence } = await this.records.append(tx, {
        type: 'threshold',
        namespace: org,
        threshold,
      });
      await this.keys.insertThreshold(tx, org, threshold, sequence);
      await this.signTrust.execute(tx, sequence);
      const detail = { threshold, sequence };
      await this.audit.record(tx, { org, actor, action: 'key.threshold', subject: org, detail });
    });
    this.writer.wake();
    await this.snapshots.refresh();
    return threshold;
  }
}
