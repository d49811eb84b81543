import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('revocations')
export class RevocationEntity {
  @PrimaryColumn({ type: 'varchar' })
  scope!: 'version' | 'namespace';

  /** Manifest digest, or namespace. */
  @PrimaryColumn({ type: 'varchar' })
  subject!: string;

  @Column({ name: 'org_id', type: 'varchar' })
  orgId!: string;

  @Column({ type: 'varchar' })
  coordinates!: string;

  /** bigint: the driver gives text. */
  @Column({ type: 'bigint' })
  sequence!: string;

  @Column({ type: 'varchar' })
  reason!: string;

  /** Of a version: whether its package was public, so that more than its digest may be told to everybody. */
  @Column({ type: 'boolean', default: false })
  public!: boolean;
}
