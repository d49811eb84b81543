import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('trust_documents')
export class TrustDocumentEntity {
  @PrimaryColumn({ type: 'varchar' })
  name!: 'keys';

  @Column({ type: 'bytea' })
  bytes!: Buffer;

  /** bigint: the driver gives text. */
  @Column({ type: 'bigint' })
  sequence!: string;
}
