import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('builder_notes')
export class NoteEntity {
  @PrimaryColumn({ name: 'org_id', type: 'varchar' })
  org!: string;

  @PrimaryColumn({ name: 'user_id', type: 'varchar' })
  user!: string;

  @PrimaryColumn({ type: 'varchar' })
  kind!: string;

  @PrimaryColumn({ type: 'varchar' })
  key!: string;

  @Column({ type: 'integer' })
  version!: number;

  /** JSON. */
  @Column({ type: 'bytea' })
  data!: Buffer;

  @Column({ name: 'expires_at', type: 'timestamptz', nullable: true })
  expiresAt!: Date | null;
}
