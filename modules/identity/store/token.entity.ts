import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('tokens')
export class TokenEntity {
  @PrimaryColumn({ type: 'char', name: 'token_hash', length: 64 })
  hash!: string;

  @Column({ type: 'varchar', name: 'org_id', length: 39 })
  org!: string;

  @Column({ type: 'varchar', name: 'project_id', length: 64, nullable: true })
  project!: string | null;

  @Column({ type: 'varchar', name: 'user_id', length: 64, nullable: true })
  user!: string | null;

  @Column({ type: 'text', array: true })
  scopes!: string[];

  @Column({ type: 'timestamptz', name: 'created_at', insert: false })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'expires_at', nullable: true })
  expiresAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'last_used_at', nullable: true })
  lastUsedAt!: Date | null;
}
