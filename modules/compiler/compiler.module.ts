import { Module } from '@nestjs/common';
import type { Entities } from '../../src/database/database.js';
import { Statuses } from '../../src/http/statuses.js';
import { IdentityModule } from '../identity/identity.module.js';
import { RegistryModule } from '../registry/registry.module.js';
import { BlueprintUsers } from './blueprint-users.js';
import { CompilerService } from './compiler.service.js';
import { BlueprintsController } from './http/blueprints.controller.js';
import { COMPILER_STATUSES } from './http/compiler.statuses.js';
import { GraphController } from './http/graph.controller.js';
import { MetaController } from './http/meta.controller.js';
import { TemplatesController } from './http/templates.controller.js';
import { VersionsController } from './http/versions.controller.js';
import { BlueprintEntity } from './store/blueprint.entity.js';
import { BlueprintListsRepository } from './store/blueprint-lists.repository.js';
import { BlueprintVersionsRepository } from './store/blueprint-versions.repository.js';
import { BlueprintsRepository } from './store/blueprints.repository.js';
import { FrozenBlueprintEntity } from './store/frozen-blueprint.entity.js';
import { FrozenBlueprintsRepository } from './store/frozen-blueprints.repository.js';
import { CopyWorkflow } from './usecases/copy-workflow.js';
import { DeleteBlueprint } from './usecases/delete-blueprint.js';
import { ListBlueprints } from './usecases/list-blueprints.js';
import { PublishedWorkflows } from './usecases/published-workflows.js';
import { ReadVersions } from './usecases/read-versions.js';
import { RestoreVersion } from './usecases/restore-version.js';
import { ValidateBlueprint } from './usecases/validate-blueprint.js';
import { FreezeBlueprint } from './usecases/freeze-blueprint.js';
import { WriteBlueprint } from './usecases/write-blueprint.js';

export const COMPILER_ENTITIES: Entities = [BlueprintEntity, FrozenBlueprintEntity];

@Module({
  imports: [IdentityModule, RegistryModule],
  controllers: [
    BlueprintsController,
    VersionsController,
    GraphController,
    MetaController,
    TemplatesController,
  ],
  providers: [
    CompilerService,
    BlueprintUsers,
    ValidateBlueprint,
    FreezeBlueprint,
    WriteBlueprint,
    CopyWorkflow,
    DeleteBlueprint,
    ListBlueprints,
    PublishedWorkflows,
    ReadVersions,
    RestoreVersion,
    BlueprintsRepository,
    BlueprintListsRepository,
    BlueprintVersionsRepository,
    FrozenBlueprintsRepository,
  ],
  exports: [CompilerService, BlueprintUsers],
})
export class CompilerModule {
  constructor(statuses: Statuses) {
    statuses.add(COMPILER_STATUSES);
  }
}
