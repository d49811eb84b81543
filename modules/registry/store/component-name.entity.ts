import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('component_names')
export class ComponentNameEntity {
  @PrimaryColumn({ type: 'varchar' })
  namespace!: string;

  @PrimaryColumn({ type: 'varchar' })
  name!: string;

  @Column({ type: 'varchar' })
  skeleton!: string;

  @Column({ type: 'varchar' })
  package!: string;
}
