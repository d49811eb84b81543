import { Injectable } from '@nestjs/common';
import type { Json } from '@iceos/core/canonical';
import type { Digest } from '@iceos/core/digest';
import { CodedError } from '@iceos/core/errors';
import { verifySignature } from '@iceos/core/signature';
import { statementMessage, type StatementLabel } from '@iceos/core/statement';
import type { Tx } from '../../../src/database/database.js';
import type { SigningCode } from '../signing.errors.js';
import type { Approval } from '../signing.types.js';
import { KeysRepository } from '../store/keys.repository.js';

/** Asks whether the keys of an org agree to a change of its keys (docs/spec/trust.md 3.6). */
@Injectable()
export class RequireApproval {
  constructor(private readonly keys: KeysRepository) {}

  /** Refuses unless `alone`, or as many keys in force as the org's threshold says, signed the statement. */
  async execute(
    tx: Tx,
    org: string,
    statement: { readonly label: StatementLabel; readonly body: Json; readonly alone?: Digest },
    approvals: readonly Approval[],
  ): Promise<void> {
    const message = statementMessage(statement.label, statement.body);
    const needed = await this.keys.threshold(tx, org);
    const signers = new Set<Digest>();
    for (const { fingerprint, value } of approvals) {
      const key = await this.keys.find(tx, org, fingerprint);
      const inForce = key?.purpose === 'manifest' && !key.revoked;
      if (inForce && verifySignature({ publicKey: key.publicKey, message, signature: value }))
        signers.add(fingerprint);
    }
    if (signers.size >= needed || (statement.alone && signers.has(statement.alone))) return;
    throw new CodedError<SigningCode>(
      'approval-missing',
      `${signers.size} of the ${needed} keys in force that must agree have signed the change.`,
      {
        hint: 'Have it signed by the key that is replaced or by enough other keys in force of your org; where they are on other machines, with --request and `ice keys approve`.',
        data: { needed, found: signers.size },
      },
    );
  }
}
