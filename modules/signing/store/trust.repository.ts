import { Injectable } from '@nestjs/common';
import type { RevokedNamespace, RevokedVersion } from '@iceos/core/trust';
import type { Tx } from '../../../src/database/database.js';
import type { RevocationRecord, VersionRevocation } from '../signing.types.js';
import { RevocationEntity } from './revocation.entity.js';
import { TrustDocumentEntity } from './trust-document.entity.js';

/** The revocations, and the list of keys as it was signed. */
@Injectable()
export class TrustRepository {
  async insertVersionRevocation(tx: Tx, revocation: VersionRevocation, sequence: number): Promise<void> {
    const { org, coordinates, manifestDigest, reason, isPublic } = revocation;
    await tx
      .createQueryBuilder()
      .insert()
      .into(RevocationEntity)
      .values({
        scope: 'version',
        subject: manifestDigest,
        orgId: org,
        coordinates,
        sequence: String(sequence),
        reason,
        public: isPublic,
      })
      .orIgnore()
      .execute();
  }

  async hasNamespace(tx: Tx, namespace: string): Promise<boolean> {
    const rows = await tx.query<unknown[]>('SELECT 1 FROM orgs WHERE id = $1', [namespace]);
    return rows.length > 0;
  }

  async insertNamespaceRevocation(
    tx: Tx,
    namespace: string,
    reason: string,
    sequence: number,
  ): Promise<void> {
    await tx.insert(RevocationEntity, {
      scope: 'namespace',
      subject: namespace,
      orgId: namespace,
      coordinates: namespace,
      sequence: String(sequence),
      reason,
    });
  }

  /** What was revoked of `org`, the newest first. */
  async listOf(tx: Tx, org: string): Promise<RevocationRecord[]> {
    const rows = await tx.find(RevocationEntity, { where: { orgId: org }, order: { sequence: 'DESC' } });
    return rows.map(({ scope, subject, coordinates, sequence, reason }) => ({
      scope,
      subject,
      coordinates,
      sequence: Number(sequence),
      reason,
    }));
  }

  /** Every revocation, in the order of the trust document. */
  async listRevocations(tx: Tx): Promise<{ versions: RevokedVersion[]; namespaces: RevokedNamespace[] }> {
    const rows = await tx.find(RevocationEntity, { order: { scope: 'ASC', subject: 'ASC' } });
    return {
      versions: rows
        .filter((row) => row.scope === 'version')
        .map((row) => ({
          manifest_digest: row.subject,
          sequence: Number(row.sequence),
          ...(row.public ? { coordinates: row.coordinates, reason: row.reason } : {}),
        })),
      namespaces: rows
        .filter((row) => row.scope === 'namespace')
        .map((row) => ({ namespace: row.subject, sequence: Number(row.sequence), reason: row.reason })),
    };
  }

  /** The list of keys as it was signed last, with the publish sequence of then. */
  async findKeys(tx: Tx): Promise<{ bytes: Uint8Array; sequence: number } | undefined> {
    const row = await tx.findOneBy(TrustDocumentEntity, { name: 'keys' });
    return row ? { bytes: new Uint8Array(row.bytes), sequence: Number(row.sequence) } : undefined;
  }

  /** Publish sequence at which the list of keys was signed last, or undefined before the first time. */
  async keysSequence(tx: Tx): Promise<number | undefined> {
    const row = await tx.findOne(TrustDocumentEntity, {
      where: { name: 'keys' },
      select: { name: true, sequence: true },
    });
    return row ? Number(row.sequence) : undefined;
  }

  async saveKeys(tx: Tx, bytes: Uint8Array, sequence: number): Promise<void> {
    const row = { name: 'keys' as const, bytes: Buffer.from(bytes), sequence: String(sequence) };
    await tx.upsert(TrustDocumentEntity, row, ['name']);
  }
}
