import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('version_blobs')
export class VersionBlobEntity {
  @PrimaryColumn({ type: 'char', length: 64 })
  digest!: string;

  @PrimaryColumn({ type: 'varchar' })
  namespace!: string;

  @PrimaryColumn({ type: 'varchar' })
  package!: string;

  @PrimaryColumn({ type: 'varchar' })
  version!: string;

  @Column({ name: 'media_type', type: 'varchar' })
  mediaType!: string;
}
