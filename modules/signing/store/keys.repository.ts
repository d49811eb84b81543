import { Injectable } from '@nestjs/common';
import type { Digest } from '@iceos/core/digest';
import type { KeyPurpose } from '@iceos/core/keys';
import type { NamespaceThreshold } from '@iceos/core/trust';
import { LessThan, MoreThan } from 'typeorm';
import type { Tx } from '../../../src/database/database.js';
import type { Challenge, EnrolledKey } from '../signing.types.js';
import { KeyChallengeEntity } from './key-challenge.entity.js';
import { KeyEntity } from './key.entity.js';
import { NamespaceThresholdEntity } from './namespace-threshold.entity.js';

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

  async insert(tx: Tx, key: Omit<EnrolledKey, 'createdAt' | 'revoked' | 'replacedBy'>): Promise<void> {
    const { fingerprint, org, name, purpose, publicKey, enrolled } = key;
    await tx.insert(KeyEntity, {
      fingerprint,
      orgId: org,
      name,
      purpose,
      publicKey: Buffer.from(publicKey),
      enrolledSequence: String(enrolled),
    });
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

  /** The key with `fingerprint`, whichever org enrolled it. Only for who administers the instance. */
  async findAnywhere(tx: Tx, fingerprint: Digest): Promise<EnrolledKey | undefined> {
    const row = await tx.findOneBy(KeyEntity, { fingerprint });
    return row ? domain(row) : undefined;
  }

  async revoke(
    tx: Tx,
    org: string,
    fingerprint: Digest,
    sequence: number,
    reason: string,
    replacedBy?: Digest,
  ): Promise<void> {
    await tx.update(
      KeyEntity,
      { fingerprint, orgId: org },
      {
        revokedSequence: String(sequence),
        revokedReason: reason,
        ...(replacedBy === undefined ? {} : { replacedBy }),
      },
    );
  }

  /** How many keys of `org` must sign a manifest now. */
  async threshold(tx: Tx, org: string): Promise<number> {
    return (await this.lastThreshold(tx, org))?.threshold ?? 1;
  }

  /** Publish sequence of the last change of that number; 0 before the first. */
  async thresholdSequence(tx: Tx, org: string): Promise<number> {
    return Number((await this.lastThreshold(tx, org))?.sequence ?? 0);
  }

  async insertThreshold(tx: Tx, org: string, threshold: number, sequence: number): Promise<void> {
    await tx.insert(NamespaceThresholdEntity, { namespace: org, threshold, sequence: String(sequence) });
  }

  private async lastThreshold(tx: Tx, org: string): Promise<NamespaceThresholdEntity | undefined> {
    const [row] = await tx.find(NamespaceThresholdEntity, {
      where: { namespace: org },
      order: { sequence: 'DESC' },
      take: 1,
    });
    return row;
  }

  /** Every change of the number of keys that must sign, in the order of the trust document. */
  async listThresholds(tx: Tx): Promise<NamespaceThreshold[]> {
    const rows = await tx.find(NamespaceThresholdEntity, { order: { namespace: 'ASC', sequence: 'ASC' } });
    return rows.map(({ namespace, threshold, sequence }) => ({
      namespace,
      threshold,
      sequence: Number(sequence),
    }));
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
    enrolled: Number(row.enrolledSequence),
    replacedBy: (row.replacedBy ?? undefined) as Digest | undefined,
    revoked:
      row.revokedSequence === null
        ? undefined
        : { sequence: Number(row.revokedSequence), reason: row.revokedReason ?? '' },
  };
}
