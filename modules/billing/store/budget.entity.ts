import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('budgets')
export class BudgetEntity {
  @PrimaryColumn({ type: 'bigint', insert: false })
  id!: string;

  @Column({ type: 'varchar', name: 'org_id', length: 39 })
  org!: string;

  /** Null for the budget of the org itself. */
  @Column({ type: 'varchar', name: 'project_id', length: 64, nullable: true })
  project!: string | null;

  @Column({ type: 'bigint', name: 'nano_usd' })
  nanoUsd!: string;
}
