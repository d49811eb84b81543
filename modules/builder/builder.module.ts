import { Module } from '@nestjs/common';
import type { Entities } from '../../src/database/database.js';
import { Statuses } from '../../src/http/statuses.js';
import { Startup } from '../../src/jobs/startup.js';
import { BillingModule } from '../billing/billing.module.js';
import { CompilerModule } from '../compiler/compiler.module.js';
import { ExecutionsModule } from '../executions/executions.module.js';
import { MarketplaceModule } from '../marketplace/marketplace.module.js';
import { RegistryModule } from '../registry/registry.module.js';
import { BuilderService } from './builder.service.js';
import { BUILDER_STATUSES } from './http/builder.statuses.js';
import { NotesController } from './http/notes.controller.js';
import { PartialsController } from './http/partials.controller.js';
import { PlanningController } from './http/planning.controller.js';
import { RegisteredBlueprintsController } from './http/registered.controller.js';
import { NoteEntity } from './store/note.entity.js';
import { NotesRepository } from './store/notes.repository.js';
import { PartialEntity } from './store/partial.entity.js';
import { PartialsRepository } from './store/partials.repository.js';
import { FinalizePartial } from './usecases/finalize-partial.js';
import { FindCandidates } from './usecases/find-candidates.js';
import { KeepNote } from './usecases/keep-note.js';
import { PreviewCode } from './usecases/preview-code.js';
import { RegisterBlueprint } from './usecases/register-blueprint.js';
import { ReviewPartial } from './usecases/review-partial.js';
import { SuggestNext } from './usecases/suggest-next.js';
import { TryFreeze } from './usecases/try-freeze.js';
import { WritePartial } from './usecases/write-partial.js';

export const BUILDER_ENTITIES: Entities = [PartialEntity, NoteEntity];

const SWEEP_MS = 3_600_000;

@Module({
  imports: [RegistryModule, BillingModule, MarketplaceModule, CompilerModule, ExecutionsModule],
  controllers: [PartialsController, RegisteredBlueprintsController, NotesController, PlanningController],
  providers: [
    BuilderService,
    ReviewPartial,
    WritePartial,
    FinalizePartial,
    SuggestNext,
    FindCandidates,
    TryFreeze,
    RegisterBlueprint,
    KeepNote,
    PreviewCode,
    PartialsRepository,
    NotesRepository,
  ],
})
export class BuilderModule {
  constructor(statuses: Statuses, startup: Startup, builder: BuilderService) {
    statuses.add(BUILDER_STATUSES);
    startup.add({
      name: 'dropping what was never finished',
      async run() {
        await builder.sweep();
        // What expired is not shown in the meantime.
        setInterval(() => void builder.sweep().catch(() => undefined), SWEEP_MS).unref();
      },
    });
  }
}
