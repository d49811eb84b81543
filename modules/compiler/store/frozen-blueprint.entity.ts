import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('frozen_blueprints')
export class FrozenBlueprintEntity {
  @PrimaryColumn({ name: 'org_id', type: 'varchar' })
  org!: string;

  @PrimaryColumn({ type: 'char', length: 64 })
  digest!: string;

  @Column({ type: 'bytea' })
  bytes!: Buffer;
}
