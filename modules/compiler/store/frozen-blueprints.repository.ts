import { Injectable } from '@nestjs/common';
import type { Digest } from '@iceos/core/digest';
import type { Tx } from '../../../src/database/database.js';
import { FrozenBlueprintEntity } from './frozen-blueprint.entity.js';

/** Frozen blueprints by digest. They never change. */
@Injectable()
export class FrozenBlueprintsRepository {
  /** Keeps it; does nothing when it is there. */
  async keep(tx: Tx, org: string, digest: Digest, bytes: Uint8Array): Promise<void> {
    await tx
      .createQueryBuilder()
      .insert()
      .into(FrozenBlueprintEntity)
      .values({ org, digest, bytes: Buffer.from(bytes) })
      .orIgnore()
      .execute();
  }

  async find(tx: Tx, org: string, digest: Digest): Promise<Uint8Array | undefined> {
    const row = await tx.findOneBy(FrozenBlueprintEntity, { org, digest });
    return row ? new Uint8Array(row.bytes) : undefined;
  }
}
