import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('trust_roots')
export class TrustRootEntity {
  @PrimaryColumn({ type: 'integer' })
  version!: number;

  @Column({ type: 'bytea' })
  bytes!: Buffer;

  /** bigint: the driver gives text. */
  @Column({ type: 'bigint' })
  sequence!: string;
}
