import { Injectable } from '@nestjs/common';
import { encodeBase64 } from '@iceos/core/encoding';
import { CodedError } from '@iceos/core/errors';
import { fingerprintOf, type KeyPurpose } from '@iceos/core/keys';
import { checkPublicKey, verifySignature } from '@iceos/core/signature';
import { statementMessage } from '@iceos/core/statement';
import { Database, type Tx } from '../../../src/database/database.js';
import { isUniqueViolation } from '../../../src/database/failures.js';
import { AuditLog } from '../../identity/audit-log.js';
import { LogRecords } from '../log/log-records.js';
import { LogWriter } from '../log/log-writer.js';
import { TrustSnapshots } from '../root/trust-snapshots.js';
import type { SigningCode } from '../signing.errors.js';
import type { EnrolledKey, PossessionStatement } from '../signing.types.js';
import { KeysRepository } from '../store/keys.repository.js';
import { SignTrust } from './sign-trust.js';

export interface EnrolKeyInput {
  readonly org: string;
  readonly actor: string;
  readonly name: string;
  readonly purpose: KeyPurpose;
  readonly publicKey: Uint8Array;
  readonly challengeId: string;
  /** Signature over the possession statement. */
  readonly proof: Uint8Array;
}

/** Takes a public key into the record of an org, once its owner proved possession (docs/spec/trust.md 2.1). */
@Injectable()
export class EnrolKey {
  constructor(
    private readonly database: Database,
    private readonly keys: KeysRepository,
    private readonly records: LogRecords,
    private readonly writer: LogWriter,
    private readonly signTrust: SignTrust,
    private readonly snapshots: TrustSnapshots,
    private readonly audit: AuditLog,
  ) {}

  async execute(input: EnrolKeyInput): Promise<EnrolledKey> {
    const check = checkPublicKey(input.publicKey);
    if (!check.ok) {
      throw new CodedError<SigningCode>('key-invalid', `The public key is refused: ${check.code}.`, {
        hint: 'Make a key with `ice keys create`.',
        data: { reason: check.code },
      });
    }
    const key = await this.database
      .transaction((tx) => this.enrol(tx, input))
      .catch((error: unknown) => {
        throw clash(error, input);
      });
    this.writer.wake();
    await this.snapshots.refresh();
    return key;
  }

  private async enrol(tx: Tx, input: EnrolKeyInput): Promise<EnrolledKey> {
    const { org, name, purpose, publicKey } = input;
    const fingerprint = fingerprintOf(publicKey);
    await this.requirePossession(tx, input);
    await this.records.lock(tx);
    const known = await this.keys.find(tx, org, fingerprint);
    if (known) return known;
    await this.keys.insert(tx, { fingerprint, org, name, purpose, publicKey });
    const { index } = await this.records.append(tx, {
      type: 'key',
      action: 'enrolled',
      namespace: org,
      fingerprint,
    });
    await this.signTrust.execute(tx, index);
    await this.audit.record(tx, {
      org,
      actor: input.actor,
      action: 'key.enrol',
      subject: fingerprint,
      detail: { name, purpose },
    });
    return { fingerprint, org, name, purpose, publicKey, createdAt: new Date(), revoked: undefined };
  }

  private async requirePossession(
    tx: Tx,
    { org, challengeId, purpose, publicKey, proof }: EnrolKeyInput,
  ): Promise<void> {
    const challenge = await this.keys.takeChallenge(tx, org, challengeId, new Date());
    if (challenge === undefined) {
      throw new CodedError<SigningCode>('challenge-unknown', 'There is no such open challenge.', {
        hint: 'Ask for a new one (POST /api/v1/keys/challenges); each is used once, within ten minutes.',
      });
    }
    const statement: PossessionStatement = {
      challenge,
      namespace: org,
      public_key: encodeBase64(publicKey),
      purpose,
    };
    const message = statementMessage('iceos-key-possession-v1', { ...statement });
    if (verifySignature({ publicKey, message, signature: proof })) return;
    throw new CodedError<SigningCode>(
      'proof-invalid',
      'The proof of possession is not a signature of that key over the challenge.',
      {
        hint: 'Enrol with `ice keys enroll`, which signs the statement as docs/spec/trust.md 2.1 says.',
      },
    );
  }
}

function clash(error: unknown, { name }: EnrolKeyInput): unknown {
  if (isUniqueViolation(error, 'keys_pkey')) {
    return new CodedError<SigningCode>('key-enrolled-elsewhere', 'Another org has enrolled that key.', {
      hint: 'Make a key of your own with `ice keys create`.',
      cause: error,
    });
  }
  if (isUniqueViolation(error, 'keys_name_key')) {
    return new CodedError<SigningCode>('key-name-taken', `Your org already has a key named ${name}.`, {
      hint: 'Choose another name (`ice keys create NAME`).',
      cause: error,
    });
  }
  return error;
}
