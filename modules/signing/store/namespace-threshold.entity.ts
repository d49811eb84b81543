import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('namespace_thresholds')
export class NamespaceThresholdEntity {
  @PrimaryColumn({ type: 'varchar' })
  namespace!: string;

  /** bigint: the driver gives text. */
  @PrimaryColumn({ type: 'bigint' })
  sequence!: string;

  @Column({ type: 'integer' })
  threshold!: number;
}
