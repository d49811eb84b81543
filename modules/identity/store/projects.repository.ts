import { Injectable } from '@nestjs/common';
import type { Namespace } from '@iceos/core/names';
import type { Tx } from '../../../src/database/database.js';
import type { Project } from '../identity.types.js';
import { ProjectEntity } from './project.entity.js';

@Injectable()
export class ProjectsRepository {
  /** Adds the project; false when the org has one of that id. */
  async insert(tx: Tx, org: Namespace, id: string, name: string): Promise<boolean> {
    const { raw } = await tx
      .createQueryBuilder()
      .insert()
      .into(ProjectEntity)
      .values({ org, id, name })
      .orIgnore()
      .returning('id')
      .execute();
    return (raw as unknown[]).length === 1;
  }

  async find(tx: Tx, org: Namespace, id: string): Promise<Project | undefined> {
    const row = await tx.getRepository(ProjectEntity).findOneBy({ org, id });
    return row ? toProject(row) : undefined;
  }

  /** By id, at most `limit`, those after `after`. */
  async list(tx: Tx, org: Namespace, limit: number, after?: string): Promise<Project[]> {
    const query = tx
      .getRepository(ProjectEntity)
      .createQueryBuilder('project')
      .where('project.org = :org', { org })
      .orderBy('project.id')
      .limit(limit);
    if (after !== undefined) query.andWhere('project.id > :after', { after });
    return (await query.getMany()).map(toProject);
  }
}

function toProject({ org, id, name, createdAt }: ProjectEntity): Project {
  return { org: org as Namespace, id, name, createdAt };
}
