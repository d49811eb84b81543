import { Injectable } from '@nestjs/common';
import { encodeBase64 } from '@iceos/core/encoding';
import { CodedError } from '@iceos/core/errors';
import type { KeyPurpose } from '@iceos/core/keys';
import { checkPublicKey, verifySignature } from '@iceos/core/signature';
import { statementMessage } from '@iceos/core/statement';
import type { Tx } from '../../../src/database/database.js';
import type { SigningCode } from '../signing.errors.js';
import type { PossessionStatement } from '../signing.types.js';
import { KeysRepository } from '../store/keys.repository.js';

/** A public key that somebody says is his, with the proof. */
export interface OfferedKey {
  readonly name: string;
  readonly purpose: KeyPurpose;
  readonly publicKey: Uint8Array;
  readonly challengeId: string;
  /** Signature over the possession statement. */
  readonly proof: Uint8Array;
}

/** What is asked of every key before it is enrolled (docs/spec/trust.md 2.1). */
@Injectable()
export class RequirePossession {
  constructor(private readonly keys: KeysRepository) {}

  /** Refuses bytes that are no sound key. */
  soundKey({ publicKey }: OfferedKey): void {
    const check = checkPublicKey(publicKey);
    if (check.ok) return;
    throw new CodedError<SigningCode>('key-invalid', `The public key is refused: ${check.code}.`, {
      hint: 'Make a key with `ice keys create`.',
      data: { reason: check.code },
    });
  }

  /** Refuses unless the key signed an open challenge of the org, which is used up by this. */
  async execute(tx: Tx, org: string, { challengeId, purpose, publicKey, proof }: OfferedKey): Promise<void> {
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
