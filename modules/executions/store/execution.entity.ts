import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ExecutionOptions, ExecutionResult, ExecutionStatus } from '../executions.types.js';

@Entity('executions')
export class ExecutionEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ name: 'org_id', type: 'varchar' })
  org!: string;

  @Column({ name: 'project_id', type: 'varchar', nullable: true })
  project!: string | null;

  @Column({ name: 'blueprint_ref', type: 'varchar', nullable: true })
  blueprintRef!: string | null;

  @Column({ name: 'frozen_digest', type: 'char', length: 64 })
  frozenDigest!: string;

  @Column({ type: 'json' })
  inputs!: object;

  @Column({ type: 'json' })
  options!: ExecutionOptions;

  @Column({ type: 'varchar' })
  status!: ExecutionStatus;

  @Column({ name: 'cancel_requested', type: 'boolean', default: false })
  cancelRequested!: boolean;

  @Column({ type: 'varchar', nullable: true })
  owner!: string | null;

  @Column({ type: 'json', nullable: true })
  result!: ExecutionResult | null;

  @Column({ type: 'varchar', nullable: true })
  error!: string | null;

  @Column({ name: 'created_by', type: 'varchar' })
  createdBy!: string;

  @Column({ name: 'created_at', type: 'timestamptz', insert: false })
  createdAt!: Date;

  @Column({ name: 'started_at', type: 'timestamptz', nullable: true })
  startedAt!: Date | null;

  @Column({ name: 'finished_at', type: 'timestamptz', nullable: true })
  finishedAt!: Date | null;
}
