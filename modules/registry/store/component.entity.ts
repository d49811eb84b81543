import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('components')
export class ComponentEntity {
  @PrimaryColumn({ type: 'varchar' })
  namespace!: string;

  @PrimaryColumn({ type: 'varchar' })
  package!: string;

  @PrimaryColumn({ type: 'varchar' })
  version!: string;

  @PrimaryColumn({ type: 'varchar' })
  name!: string;

  @Column({ name: 'node_type', type: 'varchar' })
  nodeType!: 'tool' | 'agent' | 'workflow';

  @Column({ name: 'component_version', type: 'varchar' })
  componentVersion!: string;

  @Column({ type: 'char', length: 64 })
  digest!: string;
}
