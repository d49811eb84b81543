import { Module } from '@nestjs/common';
import type { Entities } from '../../src/database/database.js';
import { Statuses } from '../../src/http/statuses.js';
import { Startup } from '../../src/jobs/startup.js';
import { CompilerModule } from '../compiler/compiler.module.js';
import { MarketplaceModule } from '../marketplace/marketplace.module.js';
import { RegistryModule } from '../registry/registry.module.js';
import { BuilderService } from './builder.service.js';
import { BUILDER_STATUSES } from './http/builder.statuses.js';
import { PartialsController } from './http/partials.controller.js';
import { PartialEntity } from './store/partial.entity.js';
import { PartialsRepository } from './store/partials.repository.js';
import { FinalizePartial } from './usecases/finalize-partial.js';
import { FindCandidates } from './usecases/find-candidates.js';
import { ReviewPartial } from './usecases/review-partial.js';
import { SuggestNext } from './usecases/suggest-next.js';
import { WritePartial } from './usecases/write-partial.js';

export const BUILDER_ENTITIES: Entities = [PartialEntity];

const SWEEP_MS = 3_600_000;

@Module({
  imports: [RegistryModule, MarketplaceModule, CompilerModule],
  controllers: [PartialsController],
  providers: [
    BuilderService,
    ReviewPartial,
    WritePartial,
    FinalizePartial,
    SuggestNext,
    FindCandidates,
    PartialsRepository,
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
