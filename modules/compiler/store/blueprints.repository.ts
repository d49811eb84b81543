import { Injectable } from '@nestjs/common';
import type { DraftBlueprint } from '@iceos/core/blueprint';
import type { Digest } from '@iceos/core/digest';
import { isUUID } from 'class-validator';
import { LessThan } from 'typeorm';
import type { Tx } from '../../../src/database/database.js';
import type { StoredBlueprint } from '../compiler.types.js';
import { BlueprintEntity } from './blueprint.entity.js';

export interface BlueprintContents {
  readonly name: string;
  /** Canonical bytes, whose SHA-256 is `lock`. */
  readonly body: Uint8Array;
  readonly lock: Digest;
}

export interface NewBlueprint extends BlueprintContents {
  readonly id: string;
  readonly org: string;
  readonly project: string | undefined;
  readonly createdBy: string;
}

/** Blueprints of orgs. A change names the lock it was made from, and happens only if that is still the lock. */
@Injectable()
export class BlueprintsRepository {
  async insert(tx: Tx, { body, project, ...blueprint }: NewBlueprint): Promise<void> {
    await tx.insert(BlueprintEntity, { ...blueprint, project: project ?? null, body: Buffer.from(body) });
  }

  async find(tx: Tx, org: string, id: string): Promise<StoredBlueprint | undefined> {
    if (!isUUID(id)) return undefined;
    const row = await tx.findOneBy(BlueprintEntity, { id, org });
    return row ? domain(row) : undefined;
  }

  /** Blueprints of `org`, the newest first, before the one with the id `before`. Ids are in the order of time. */
  async list(tx: Tx, org: string, limit: number, before: string | undefined): Promise<StoredBlueprint[]> {
    const where = before === undefined ? { org } : { org, id: LessThan(before) };
    return (await tx.find(BlueprintEntity, { where, order: { id: 'DESC' }, take: limit })).map(domain);
  }

  /** False when the lock is another by now, or the blueprint is gone. */
  async replace(
    tx: Tx,
    org: string,
    id: string,
    lock: Digest,
    { name, body, lock: next }: BlueprintContents,
  ): Promise<boolean> {
    const { affected } = await tx.update(
      BlueprintEntity,
      { id, org, lock },
      { name, body: Buffer.from(body), lock: next, updatedAt: () => 'now()' },
    );
    return affected === 1;
  }

  /** False when the lock is another by now, or the blueprint is gone. */
  async remove(tx: Tx, org: string, id: string, lock: Digest): Promise<boolean> {
    const { affected } = await tx.delete(BlueprintEntity, { id, org, lock });
    return affected === 1;
  }
}

function domain(row: BlueprintEntity): StoredBlueprint {
  return {
    id: row.id,
    org: row.org,
    project: row.project ?? undefined,
    name: row.name,
    // Written by `StoreBlueprint` only, which has read it.
    body: JSON.parse(row.body.toString('utf8')) as DraftBlueprint,
    lock: row.lock as Digest,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}
