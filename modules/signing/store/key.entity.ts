import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('keys')
export class KeyEntity {
  @PrimaryColumn({ type: 'char', length: 64 })
  fingerprint!: string;

  @Column({ name: 'org_id', type: 'varchar' })
  orgId!: string;

  @Column({ type: 'varchar' })
  name!: string;

  @Column({ type: 'varchar' })
  purpose!: string;

  @Column({ name: 'public_key', type: 'bytea' })
  publicKey!: Buffer;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  /** bigint: the driver gives text. */
  @Column({ name: 'enrolled_sequence', type: 'bigint' })
  enrolledSequence!: string;

  /** bigint: the driver gives text. */
  @Column({ name: 'revoked_sequence', type: 'bigint', nullable: true })
  revokedSequence!: string | null;

  @Column({ name: 'revoked_reason', type: 'varchar', nullable: true })
  revokedReason!: string | null;

  @Column({ name: 'replaced_by', type: 'char', length: 64, nullable: true })
  replacedBy!: string | null;
}
