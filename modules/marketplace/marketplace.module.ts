import { Module } from '@nestjs/common';
import { parseNamespace, parsePackageName } from '@iceos/core/names';
import { OutboxPump } from '../../src/jobs/outbox-pump.js';
import { Startup } from '../../src/jobs/startup.js';
import { PACKAGE_CHANGED } from '../registry/registry.messages.js';
import { RegistryModule } from '../registry/registry.module.js';
import { SearchController } from './http/search.controller.js';
import { MarketplaceService } from './marketplace.service.js';
import { DocumentsRepository } from './store/documents.repository.js';
import { SearchRepository } from './store/search.repository.js';
import { CatchUp } from './usecases/catch-up.js';
import { IndexPackage } from './usecases/index-package.js';
import { SearchListings } from './usecases/search-listings.js';

@Module({
  imports: [RegistryModule],
  controllers: [SearchController],
  providers: [
    MarketplaceService,
    SearchListings,
    IndexPackage,
    CatchUp,
    DocumentsRepository,
    SearchRepository,
  ],
  exports: [MarketplaceService],
})
export class MarketplaceModule {
  constructor(startup: Startup, pump: OutboxPump, index: IndexPackage, catchUp: CatchUp) {
    pump.handle(PACKAGE_CHANGED, ({ namespace, name }) =>
      index.execute({ namespace: parseNamespace(namespace), name: parsePackageName(name) }),
    );
    startup.add({
      name: 'catching up with the packages to index',
      async run() {
        await catchUp.execute();
        // The first to handle a topic starts the delivery; once is enough.
        pump.start();
      },
    });
  }
}
