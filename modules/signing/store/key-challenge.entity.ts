import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('key_challenges')
export class KeyChallengeEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ name: 'org_id', type: 'varchar' })
  orgId!: string;

  @Column({ type: 'char', length: 64 })
  nonce!: string;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt!: Date;
}
