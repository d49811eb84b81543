import { Injectable } from '@nestjs/common';
import type { Digest } from '@iceos/core/digest';
import type { KeyPurpose } from '@iceos/core/keys';
import { LessThan, MoreThan } from 'typeorm';
import type { Tx } from '../../../src/database/database.js';
import type { Challenge, EnrolledKey } from '../signing.types.js';
import { KeyChallengeEntity } from './key-challenge.entity.js';
import { KeyEntity } from './key.entity.js';

/** Keys and the challenges that lead to them. */
@Injectable()
export class KeysRepository {
  async insertChallenge(tx: Tx, org: string, { id, nonce, expiresAt }: Challenge): Promise<void> {
    await tx.delete(KeyChallengeEntity, { orgId: org, expiresAt: LessThan(new Date()) });
    await tx.insert(KeyChallengeEntity, { id, orgId: org, nonce, expiresAt });
  }

  /** The nonce of a challenge that is still open, which is closed by this; undefined when there is none. */
  async takeChallenge(tx: Tx, org: string, id: string, now: Date): Promise<string | undefined> {
    const challenge = await tx.findOneBy(KeyChallengeEntity, { id, orgId: org, expiresAt: MoreThan(now) });
    const { affected } = await tx.delete(KeyChallengeEntity, { id, orgId: org });
    return affected === 1 ? challenge?.nonce : undefined;
  }

  async insert(tx: Tx, key: Omit<EnrolledKey, 'createdAt' | 'revoked'>): Promise<void> {
    const { fingerprint, org, name, purpose, publicKey } = key;
    await tx.insert(KeyEntity, { fingerprint, orgId: org, name, purpose, publicKey: Buffer.from(publicKey) });
  }

  /** The key with `fingerprint`, if `org` enrolled it. */
  async find(tx: Tx, org: string, fingerprint: Digest): Promise<EnrolledKey | undefined> {
    const row = await tx.findOneBy(KeyEntity, { fingerprint, orgId: org });
    return row ? domain(row) : undefined;
  }

  /** Keys of `org`, the newest first. */
  async list(tx: Tx, org: string): Promise<EnrolledKey[]> {
    const rows = await tx.find(KeyEntity, {
      where: { orgId: org },
      order: { createdAt: 'DESC', fingerprint: 'ASC' },
    });
    return rows.map(domain);
  }

  async revoke(tx: Tx, org: string, fingerprint: Digest, sequence: number, reason: string): Promise<void> {
    await tx.update(
      KeyEntity,
      { fingerprint, orgId: org },
      { revokedSequence: String(sequence), revokedReason: reason },
    );
  }

  /** Every key of every org, in the order of the trust document. Only the list that the root signs is made from it. */
  async listForTrust(tx: Tx): Promise<EnrolledKey[]> {
    return (await tx.find(KeyEntity, { order: { fingerprint: 'ASC' } })).map(domain);
  }
}

function domain(row: KeyEntity): EnrolledKey {
  return {
    fingerprint: row.fingerprint as Digest,
    org: row.orgId,
    name: row.name,
    purpose: row.purpose as KeyPurpose,
    publicKey: new Uint8Array(row.publicKey),
    createdAt: row.createdAt,
    revoked:
      row.revokedSequence === null
        ? undefined
        : { sequence: Number(row.revokedSequence), reason: row.revokedReason ?? '' },
  };
}
