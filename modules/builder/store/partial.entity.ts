import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('partial_blueprints')
export class PartialEntity {
  @PrimaryColumn({ name: 'org_id', type: 'varchar' })
  org!: string;

  @PrimaryColumn({ type: 'varchar' })
  id!: string;

  @Column({ type: 'integer' })
  revision!: number;

  /** JSON. */
  @Column({ type: 'bytea' })
  body!: Buffer;

  @Column({ name: 'created_by', type: 'varchar' })
  createdBy!: string;

  @Column({ name: 'created_at', type: 'timestamptz', insert: false })
  createdAt!: Date;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt!: Date;
}
