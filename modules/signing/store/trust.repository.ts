import { Injectable } from '@nestjs/common';
import type { RevokedNamespace, RevokedVersion } from '@iceos/core/trust';
import type { Tx } from '../../../src/database/database.js';
import type { VersionRevocation } from '../signing.types.js';
import { RevocationEntity } from './revocation.entity.js';
import { TrustDocumentEntity } from './trust-document.entity.js';

export type TrustDocumentName = TrustDocumentEntity['name'];

/** The revocations, and the documents that the root signed. */
@Injectable()
export class TrustRepository {
  async insertVersionRevocation(tx: Tx, revocation: VersionRevocation, sequence: number): Promise<void> {
    const { org, coordinates, manifestDigest, reason } = revocation;
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
      })
      .orIgnore()
      .execute();
  }

  /** Every revocation, in the order of the trust document. */
  async listRevocations(tx: Tx): Promise<{ versions: RevokedVersion[]; namespaces: RevokedNamespace[] }> {
    const rows = await tx.find(RevocationEntity, { order: { scope: 'ASC', subject: 'ASC' } });
    return {
      versions: rows
        .filter((row) => row.scope === 'version')
        .map((row) => ({
          coordinates: row.coordinates,
          manifest_digest: row.subject,
          sequence: Number(row.sequence),
          reason: row.reason,
        })),
      namespaces: rows
        .filter((row) => row.scope === 'namespace')
        .map((row) => ({ namespace: row.subject, sequence: Number(row.sequence), reason: row.reason })),
    };
  }

  async findDocument(
    tx: Tx,
    name: TrustDocumentName,
  ): Promise<{ bytes: Uint8Array; sequence: number } | undefined> {
    const row = await tx.findOneBy(TrustDocumentEntity, { name });
    return row ? { bytes: new Uint8Array(row.bytes), sequence: Number(row.sequence) } : undefined;
  }

  /** Publish sequence at which the list of keys was signed last, or undefined before the first time. */
  async documentSequence(tx: Tx): Promise<number | undefined> {
    const row = await tx.findOne(TrustDocumentEntity, {
      where: { name: 'keys' },
      select: { name: true, sequence: true },
    });
    return row ? Number(row.sequence) : undefined;
  }

  async saveDocument(tx: Tx, name: TrustDocumentName, bytes: Uint8Array, sequence: number): Promise<void> {
    await tx.upsert(TrustDocumentEntity, { name, bytes: Buffer.from(bytes), sequence: String(sequence) }, [
      'name',
    ]);
  }
}
