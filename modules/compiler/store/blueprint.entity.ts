import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('blueprints')
export class BlueprintEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ name: 'org_id', type: 'varchar' })
  org!: string;

  @Column({ type: 'varchar', nullable: true })
  handle!: string | null;

  @Column({ name: 'project_id', type: 'varchar', nullable: true })
  project!: string | null;

  /** Of the version: 1, and one more with every change. */
  @Column({ type: 'integer', insert: false })
  number!: number;

  @Column({ type: 'varchar' })
  name!: string;

  /** Of its first level. */
  @Column({ name: 'node_count', type: 'integer' })
  nodes!: number;

  /** Names of the components it uses, as it writes them, without ranges; each also without its namespace. */
  @Column({ type: 'text', array: true })
  components!: string[];

  /** Canonical JSON. */
  @Column({ type: 'bytea' })
  body!: Buffer;

  @Column({ type: 'char', length: 64 })
  lock!: string;

  @Column({ name: 'created_by', type: 'varchar' })
  createdBy!: string;

  @Column({ name: 'changed_by', type: 'varchar' })
  changedBy!: string;

  @Column({ name: 'created_at', type: 'timestamptz', insert: false })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', insert: false })
  updatedAt!: Date;
}
