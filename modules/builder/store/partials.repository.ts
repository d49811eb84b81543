import { Injectable } from '@nestjs/common';
import { Raw } from 'typeorm';
import { digestOf } from '@iceos/core/digest';
import type { Tx } from '../../../src/database/database.js';
import { PARTIAL_ID, type PartialDocument, type StoredPartial } from '../partial/document.js';
import { PartialEntity } from './partial.entity.js';

export interface NewPartial {
  readonly id: string;
  readonly org: string;
  readonly createdBy: string;
  /** The document as JSON. */
  readonly body: Uint8Array;
  readonly seconds: number;
}

const ALIVE = Raw((column) => `${column} > now()`);

/** Partial blueprints of orgs. One whose time is over is gone, whether it was swept already or not. */
@Injectable()
export class PartialsRepository {
  /** False when the org has one with that id. */
  async insert(tx: Tx, { id, org, createdBy, body, seconds }: NewPartial): Promise<boolean> {
    const { raw } = await tx
      .createQueryBuilder()
      .insert()
      .into(PartialEntity)
      .values({ id, org, createdBy, revision: 0, body: Buffer.from(body), expiresAt: () => after(seconds) })
      .orIgnore()
      .returning('id')
      .execute();
    return (raw as unknown[]).length === 1;
  }

  async find(tx: Tx, org: string, id: string): Promise<StoredPartial | undefined> {
    if (!PARTIAL_ID.test(id)) return undefined;
    const row = await tx.findOneBy(PartialEntity, { org, id, expiresAt: ALIVE });
    return row ? domain(row) : undefined;
  }

  /** How many of an org are alive. */
  count(tx: Tx, org: string): Promise<number> {
    return tx.countBy(PartialEntity, { org, expiresAt: ALIVE });
  }

  /** Writes the next revision and begins its time anew; false when it has another revision by now, or is gone. */
  async replace(
    tx: Tx,
    { org, id, revision }: StoredPartial,
    body: Uint8Array,
    seconds: number,
  ): Promise<boolean> {
    const { affected } = await tx.update(
      PartialEntity,
      { org, id, revision },
      { revision: revision + 1, body: Buffer.from(body), expiresAt: () => after(seconds) },
    );
    return affected === 1;
  }

  /** False when it has another revision by now, or is gone. */
  async remove(tx: Tx, { org, id, revision }: StoredPartial): Promise<boolean> {
    const { affected } = await tx.delete(PartialEntity, { org, id, revision });
    return affected === 1;
  }

  /** Drops those whose time is over. */
  async sweep(tx: Tx): Promise<void> {
    await tx.query(`DELETE FROM partial_blueprints WHERE expires_at < now()`);
  }
}

function after(seconds: number): string {
  return `now() + make_interval(secs => ${Math.trunc(seconds)})`;
}

function domain({ org, id, revision, body, createdAt, expiresAt }: PartialEntity): StoredPartial {
  // Written by the use cases of this module only, after it was read.
  const document = JSON.parse(body.toString('utf8')) as PartialDocument;
  return { id, org, revision, digest: digestOf(body), document, createdAt, expiresAt };
}
