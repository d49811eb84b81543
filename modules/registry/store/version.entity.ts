import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { PackageEntity } from './package.entity.js';

@Entity('versions')
export class VersionEntity {
  @PrimaryColumn({ type: 'varchar' })
  namespace!: string;

  @PrimaryColumn({ type: 'varchar' })
  package!: string;

  @PrimaryColumn({ type: 'varchar' })
  version!: string;

  @ManyToOne(() => PackageEntity, { nullable: false })
  @JoinColumn([
    { name: 'namespace', referencedColumnName: 'namespace' },
    { name: 'package', referencedColumnName: 'name' },
  ])
  of!: Relation<PackageEntity>;

  /** bigint: the driver gives text. */
  @Column({ type: 'bigint' })
  sequence!: string;

  @Column({ name: 'manifest_digest', type: 'char', length: 64 })
  manifestDigest!: string;

  /** Signed view and signature, as served. Read only where it is asked for. */
  @Column({ type: 'bytea', select: false })
  manifest!: Buffer;

  @Column({ name: 'archive_digest', type: 'char', length: 64 })
  archiveDigest!: string;

  @Column({ name: 'archive_size', type: 'bigint' })
  archiveSize!: string;

  @Column({ name: 'key_fingerprint', type: 'char', length: 64 })
  keyFingerprint!: string;

  @Column({ name: 'published_at', type: 'timestamptz', default: () => 'now()' })
  publishedAt!: Date;

  @Column({ name: 'published_by', type: 'varchar' })
  publishedBy!: string;

  @Column({ name: 'yanked_reason', type: 'varchar', nullable: true })
  yankedReason!: string | null;

  @Column({ name: 'deprecated_reason', type: 'varchar', nullable: true })
  deprecatedReason!: string | null;

  @Column({ name: 'retired_reason', type: 'varchar', nullable: true })
  retiredReason!: string | null;
}
