import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('packages')
export class PackageEntity {
  @PrimaryColumn({ type: 'varchar' })
  namespace!: string;

  @PrimaryColumn({ type: 'varchar' })
  name!: string;

  @Column({ type: 'varchar' })
  skeleton!: string;

  @Column({ type: 'varchar' })
  kind!: 'kit' | 'bundle';

  @Column({ type: 'varchar' })
  visibility!: 'private' | 'public';
}
