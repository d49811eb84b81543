import { join } from 'node:path';
import { Logger, Module } from '@nestjs/common';
import { parseVersion } from '@iceos/core/names';
import { BlobStore } from '@iceos/runtime/blobs';
import { ComponentCompiler, ensureCacheSecret } from '@iceos/runtime/compiler';
import { LoadGate } from '@iceos/runtime/gate';
import { LogMemory } from '@iceos/runtime/log-memory';
import { AppConfig } from '../../src/config/app-config.js';
import { Failpoints } from '../../src/config/failpoints.js';
import { Database, type Entities } from '../../src/database/database.js';
import { Statuses } from '../../src/http/statuses.js';
import { Startup } from '../../src/jobs/startup.js';
import { IdentityModule } from '../identity/identity.module.js';
import { LogService } from '../signing/log.service.js';
import { SigningModule } from '../signing/signing.module.js';
import { SigningService } from '../signing/signing.service.js';
import { DynamicComponents } from './catalog/dynamic-components.js';
import { ImportedPackages } from './catalog/imported-packages.js';
import { LocalCatalog } from './catalog/local-catalog.js';
import { ComponentAccess } from './component-access.js';
import { ComponentCatalogue } from './component-catalogue.js';
import { ComponentDirectory } from './component-directory.js';
import { ComponentList } from './component-list.js';
import { CatalogueController } from './http/catalogue.controller.js';
import { ContentController } from './http/content.controller.js';
import { EvidenceController } from './http/evidence.controller.js';
import { PackagesController } from './http/packages.controller.js';
import { REFUSAL_STATUSES, REGISTRY_STATUSES } from './http/registry.statuses.js';
import { StandingController } from './http/standing.controller.js';
import { PackageOffers } from './package-offers.js';
import { RegistryService } from './registry.service.js';
import { ComponentNameEntity } from './store/component-name.entity.js';
import { ComponentEntity } from './store/component.entity.js';
import { ManifestCache } from './store/manifest-cache.js';
import { PackageEntity } from './store/package.entity.js';
import { PackagesRepository } from './store/packages.repository.js';
import { PublishedNamesRepository } from './store/published-names.repository.js';
import { VersionBlobEntity } from './store/version-blob.entity.js';
import { VersionEntity } from './store/version.entity.js';
import { VersionsRepository } from './store/versions.repository.js';
import { AdmitPublished } from './usecases/admit-published.js';
import { Announce } from './usecases/announce.js';
import { CheckComponents } from './usecases/check-components.js';
import { CheckDocuments } from './usecases/check-documents.js';
import { JudgeUpload } from './usecases/judge-upload.js';
import { MarkVersion } from './usecases/mark-version.js';
import { PublishFiles } from './usecases/publish-files.js';
import { PublishQueue } from './usecases/publish-queue.js';
import { PublishVersion } from './usecases/publish-version.js';
import { ReadPublished } from './usecases/read-published.js';
import { RecordVersion } from './usecases/record-version.js';
import { RequireDependencies } from './usecases/require-dependencies.js';
import { ResolveComponent } from './usecases/resolve-component.js';
import { ResolvePackage } from './usecases/resolve-package.js';
import { ReviewPackages } from './usecases/review-packages.js';

export const REGISTRY_ENTITIES: Entities = [
  PackageEntity,
  VersionEntity,
  ComponentEntity,
  ComponentNameEntity,
  VersionBlobEntity,
];

@Module({
  imports: [IdentityModule, SigningModule],
  controllers: [
    PackagesController,
    StandingController,
    ContentController,
    EvidenceController,
    CatalogueController,
  ],
  providers: [
    RegistryService,
    {
      provide: BlobStore,
      inject: [AppConfig, Failpoints],
      useFactory: ({ dataDir }: AppConfig, { pass }: Failpoints) =>
        new BlobStore(join(dataDir, 'blobs'), pass),
    },
    {
      provide: LoadGate,
      inject: [AppConfig, SigningService],
      useFactory: async ({ build, dataDir, evidence, grants, sandbox }: AppConfig, signing: SigningService) =>
        new LoadGate({
          trust: () => signing.snapshot(),
          evidence: () => ({ now: new Date(), ...evidence }),
          memory: await LogMemory.open(join(dataDir, 'trust')),
          policy: {
            iceosVersion: parseVersion(build.version),
            virtualWasi: sandbox.virtualWasi,
            ...(grants.interfaces ? { grantedInterfaces: grants.interfaces } : {}),
          },
        }),
    },
    {
      provide: ComponentCompiler,
      inject: [AppConfig],
      useFactory: ({ dataDir }: AppConfig) =>
        new ComponentCompiler({
          cacheFolder: join(dataDir, 'cache', 'components'),
          cacheSecret: ensureCacheSecret(dataDir),
        }),
    },
    ComponentAccess,
    ComponentCatalogue,
    ComponentDirectory,
    ComponentList,
    PackageOffers,
    LocalCatalog,
    ImportedPackages,
    DynamicComponents,
    AdmitPublished,
    ReadPublished,
    PublishVersion,
    PublishFiles,
    PublishQueue,
    JudgeUpload,
    CheckComponents,
    CheckDocuments,
    RequireDependencies,
    RecordVersion,
    Announce,
    MarkVersion,
    ResolveComponent,
    ResolvePackage,
    ReviewPackages,
    ManifestCache,
    PackagesRepository,
    PublishedNamesRepository,
    VersionsRepository,
  ],
  exports: [
    RegistryService,
    ComponentDirectory,
    ComponentCatalogue,
    ComponentAccess,
    ComponentList,
    PackageOffers,
    BlobStore,
    LoadGate,
    ComponentCompiler,
  ],
})
export class RegistryModule {
  constructor(
    statuses: Statuses,
    startup: Startup,
    blobs: BlobStore,
    catalog: LocalCatalog,
    log: LogService,
    files: PublishFiles,
    database: Database,
  ) {
    statuses.add(REGISTRY_STATUSES);
    statuses.add(REFUSAL_STATUSES);
    log.addPublisher((tx, packages, range) => files.execute(tx, packages, range));
    startup.add({ name: 'preparing the blob store', run: () => prepareBlobs(blobs, database) });
    startup.add({ name: 'loading the manifests of this cluster', run: () => catalog.load() });
  }
}

/** Longest that an upload of another process may take: what is older, nobody is writing any more. */
const UPLOAD_MS = 24 * 3_600_000;

/** Makes the folders and removes what a crash left of uploads; the embedded database has one process, which has none yet. */
async function prepareBlobs(blobs: BlobStore, database: Database): Promise<void> {
  await blobs.prepare();
  const swept = await blobs.sweep(database.embedded ? 0 : UPLOAD_MS);
  if (swept > 0) new Logger('blobs').log(`repaired: removed ${swept} uploads that a crash cut off`);
}
