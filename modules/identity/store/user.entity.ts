import { Entity, PrimaryColumn } from 'typeorm';

@Entity('users')
export class UserEntity {
  @PrimaryColumn({ type: 'varchar', name: 'org_id', length: 39 })
  org!: string;

  @PrimaryColumn({ type: 'varchar', length: 64 })
  id!: string;
}
