import { Injectable } from '@nestjs/common';
import type { DraftBlueprint } from '@iceos/core/blueprint';
import type { Digest } from '@iceos/core/digest';
import { isUUID } from 'class-validator';
import type { Tx } from '../../../src/database/database.js';
import type { StoredBlueprint } from '../compiler.types.js';
import { HANDLE } from '../content-handle.js';
import { BlueprintEntity } from './blueprint.entity.js';

export interface BlueprintContents {
  readonly name: string;
  /** Nodes of its first level. */
  readonly nodes: number;
  /** Names of the components it uses, for lists. */
  readonly components: readonly string[];
  /** Canonical bytes, whose SHA-256 is `lock`. */
  readonly body: Uint8Array;
  readonly lock: Digest;
  /** SHA-256 of the token that wrote it. */
  readonly changedBy: string;
}

export interface NewBlueprint extends BlueprintContents {
  readonly id: string;
  readonly org: string;
  readonly handle: string | undefined;
  readonly project: string | undefined;
}

/** Blueprints of orgs. A change names the lock it was made from, and happens only if that is still the lock. */
@Injectable()
export class BlueprintsRepository {
  /** False when another blueprint of the org has the handle. */
  async insert(tx: Tx, { body, project, handle, components, ...blueprint }: NewBlueprint): Promise<boolean> {
    const { raw } = await tx
      .createQueryBuilder()
      .insert()
      .into(BlueprintEntity)
      .values({
        ...blueprint,
        components: [...components],
        createdBy: blueprint.changedBy,
        project: project ?? null,
        handle: handle ?? null,
        body: Buffer.from(body),
      })
      .orIgnore()
      .returning('id')
      .execute();
    return (raw as unknown[]).length === 1;
  }

  /** The blueprint with that id or handle. */
  async find(tx: Tx, org: string, name: string): Promise<StoredBlueprint | undefined> {
    const where = isUUID(name) ? { id: name } : HANDLE.test(name) ? { handle: name } : undefined;
    const row = where && (await tx.findOneBy(BlueprintEntity, { ...where, org }));
    return row ? domain(row) : undefined;
  }

  /** Holds a blueprint against its deletion until `tx` ends; false when it is gone. */
  async hold(tx: Tx, org: string, id: string): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      `SELECT 1 FROM blueprints WHERE id = $1 AND org_id = $2 FOR KEY SHARE`,
      [id, org],
    );
    return rows.length === 1;
  }

  /** Puts `contents` in the place of the version with this lock; false when the lock is another by now. */
  async replace(
    tx: Tx,
    org: string,
    id: string,
    lock: Digest,
    { name, nodes, components, body, lock: next, changedBy }: BlueprintContents,
  ): Promise<boolean> {
    const { affected } = await tx.update(
      BlueprintEntity,
      { id, org, lock },
      {
        name,
        nodes,
        components: [...components],
        body: Buffer.from(body),
        lock: next,
        changedBy,
        number: () => 'number + 1',
        updatedAt: () => 'now()',
      },
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
    handle: row.handle ?? undefined,
    org: row.org,
    project: row.project ?? undefined,
    name: row.name,
    // Written by `WriteBlueprint` only, which has read it.
    body: JSON.parse(row.body.toString('utf8')) as DraftBlueprint,
    lock: row.lock as Digest,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}
