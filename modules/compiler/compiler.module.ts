import { Module } from '@nestjs/common';
import type { Entities } from '../../src/database/database.js';
import { Statuses } from '../../src/http/statuses.js';
import { IdentityModule } from '../identity/identity.module.js';
import { RegistryModule } from '../registry/registry.module.js';
import { CompilerService } from './compiler.service.js';
import { BlueprintsController } from './http/blueprints.controller.js';
import { COMPILER_STATUSES } from './http/compiler.statuses.js';
import { BlueprintEntity } from './store/blueprint.entity.js';
import { BlueprintsRepository } from './store/blueprints.repository.js';
import { FrozenBlueprintEntity } from './store/frozen-blueprint.entity.js';
import { FrozenBlueprintsRepository } from './store/frozen-blueprints.repository.js';
import { ValidateBlueprint } from './usecases/validate-blueprint.js';
import { FreezeBlueprint } from './usecases/freeze-blueprint.js';
import { WriteBlueprint } from './usecases/write-blueprint.js';

export const COMPILER_ENTITIES: Entities = [BlueprintEntity, FrozenBlueprintEntity];

@Module({
  imports: [IdentityModule, RegistryModule],
  controllers: [BlueprintsController],
  providers: [
    CompilerService,
    ValidateBlueprint,
    FreezeBlueprint,
    WriteBlueprint,
    BlueprintsRepository,
    FrozenBlueprintsRepository,
  ],
  exports: [CompilerService],
})
export class CompilerModule {
  constructor(statuses: Statuses) {
    statuses.add(COMPILER_STATUSES);
  }
}
