import { Injectable } from '@nestjs/common';
import type { Namespace } from '@iceos/core/names';
import type { Tx } from '../../../src/database/database.js';
import type { Org } from '../identity.types.js';
import { OrgEntity } from './org.entity.js';
import { UserEntity } from './user.entity.js';

@Injectable()
export class OrgsRepository {
  /** Adds the org; false when there is one of that id. */
  async insert(tx: Tx, id: Namespace, name: string): Promise<boolean> {
    const { raw } = await tx
      .createQueryBuilder()
      .insert()
      .into(OrgEntity)
      .values({ id, name })
      .orIgnore()
      .returning('id')
      .execute();
    return (raw as unknown[]).length === 1;
  }

  async find(tx: Tx, id: Namespace): Promise<Org | undefined> {
    const row = await tx.getRepository(OrgEntity).findOneBy({ id });
    return row ? toOrg(row) : undefined;
  }

  /** By id, at most `limit`, those after `after`. */
  async list(tx: Tx, limit: number, after?: string): Promise<Org[]> {
    const query = tx.getRepository(OrgEntity).createQueryBuilder('org').orderBy('org.id').limit(limit);
    if (after !== undefined) query.where('org.id > :after', { after });
    return (await query.getMany()).map(toOrg);
  }

  /** Makes sure that the org knows the user. */
  async ensureUser(tx: Tx, org: Namespace, user: string): Promise<void> {
    await tx.createQueryBuilder().insert().into(UserEntity).values({ org, id: user }).orIgnore().execute();
  }
}

function toOrg({ id, name, createdAt }: OrgEntity): Org {
  return { id: id as Namespace, name, createdAt };
}
