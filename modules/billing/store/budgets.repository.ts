import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import type { Tx } from '../../../src/database/database.js';
import { BudgetEntity } from './budget.entity.js';

/** A budget that was set: of the org where it names no project. */
export interface StoredBudget {
  readonly project: string | undefined;
  readonly nanoUsd: bigint;
}

@Injectable()
export class BudgetsRepository {
  /** Sets the budget of the org, or of its project; null takes it away. */
  async put(tx: Tx, org: string, project: string | undefined, nanoUsd: bigint | null): Promise<void> {
    if (nanoUsd === null) {
      await tx.getRepository(BudgetEntity).delete({ org, project: project ?? IsNull() });
      return;
    }
    await tx.query(
      `INSERT INTO budgets (org_id, project_id, nano_usd) VALUES ($1, $2, $3)
       ON CONFLICT (org_id, project_id) DO UPDATE SET nano_usd = excluded.nano_usd`,
      [org, project ?? null, String(nanoUsd)],
    );
  }

  /** Those that were set for the org and its projects; with `project` only that of the org and of this project. */
  async list(tx: Tx, org: string, project?: string): Promise<StoredBudget[]> {
    const query = tx
      .getRepository(BudgetEntity)
      .createQueryBuilder('budget')
      .where('budget.org = :org', { org })
      .orderBy('budget.project', 'ASC', 'NULLS FIRST');
    if (project !== undefined)
      query.andWhere('(budget.project IS NULL OR budget.project = :project)', { project });
    return (await query.getMany()).map((row) => ({
      project: row.project ?? undefined,
      nanoUsd: BigInt(row.nanoUsd),
    }));
  }
}
