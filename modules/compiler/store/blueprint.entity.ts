import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('blueprints')
export class BlueprintEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ name: 'org_id', type: 'varchar' })
  org!: string;

  @Column({ name: 'project_id', type: 'varchar', nullable: true })
  project!: string | null;

  @Column({ type: 'varchar' })
  name!: string;

  /** Canonical JSON. */
  @Column({ type: 'bytea' })
  body!: Buffer;

  @Column({ type: 'char', length: 64 })
  lock!: string;

  @Column({ name: 'created_by', type: 'varchar' })
  createdBy!: string;

  @Column({ name: 'created_at', type: 'timestamptz', insert: false })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', insert: false })
  updatedAt!: Date;
}
