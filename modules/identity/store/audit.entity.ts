import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('audit')
export class AuditEntity {
  @PrimaryColumn({ type: 'bigint', insert: false })
  id!: string;

  @Column({ type: 'varchar', name: 'org_id', length: 39 })
  org!: string;

  @Column({ type: 'varchar', length: 64 })
  actor!: string;

  @Column({ type: 'varchar', length: 64 })
  action!: string;

  @Column({ type: 'varchar', length: 300 })
  subject!: string;

  @Column({ type: 'jsonb' })
  detail!: object;

  @Column({ type: 'varchar', name: 'request_id', length: 128, nullable: true })
  requestId!: string | null;

  @Column({ type: 'timestamptz', insert: false })
  at!: Date;
}
