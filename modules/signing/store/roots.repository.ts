import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../src/database/database.js';
import { TrustRootEntity } from './trust-root.entity.js';

/** Every version of the root. Rows are written once. */
@Injectable()
export class RootsRepository {
  /** The versions as they were signed, from 1 on; none before there is a root. */
  async list(tx: Tx): Promise<Uint8Array[]> {
    const rows = await tx.find(TrustRootEntity, { order: { version: 'ASC' } });
    return rows.map(({ bytes }) => new Uint8Array(bytes));
  }

  async find(tx: Tx, version: number): Promise<Uint8Array | undefined> {
    const row = await tx.findOneBy(TrustRootEntity, { version });
    return row ? new Uint8Array(row.bytes) : undefined;
  }

  async newest(tx: Tx): Promise<Uint8Array | undefined> {
    const [row] = await tx.find(TrustRootEntity, { order: { version: 'DESC' }, take: 1 });
    return row ? new Uint8Array(row.bytes) : undefined;
  }

  async insert(tx: Tx, version: number, bytes: Uint8Array, sequence: number): Promise<void> {
    await tx.insert(TrustRootEntity, { version, bytes: Buffer.from(bytes), sequence: String(sequence) });
  }
}
