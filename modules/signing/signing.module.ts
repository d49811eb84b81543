import { Module } from '@nestjs/common';
import { selfTestSignatures } from '@iceos/core/signature';
import type { Entities } from '../../src/database/database.js';
import { Statuses } from '../../src/http/statuses.js';
import { Startup } from '../../src/jobs/startup.js';
import { IdentityModule } from '../identity/identity.module.js';
import { KeysController } from './http/keys.controller.js';
import { NamespacesController } from './http/namespaces.controller.js';
import { RootsController } from './http/roots.controller.js';
import { SIGNING_STATUSES } from './http/signing.statuses.js';
import { StaticController } from './http/static.controller.js';
import { TrustController } from './http/trust.controller.js';
import { LogFiles } from './log/log-files.js';
import { LogKeys } from './log/log-keys.js';
import { LogRecords } from './log/log-records.js';
import { LogRepository } from './log/log.repository.js';
import { LogWriter } from './log/log-writer.js';
import { Prove } from './log/prove.js';
import { PublicLists } from './log/public-lists.js';
import { WriteBatch } from './log/write-batch.js';
import { PublicFolder } from './public-folder.js';
import { LogService } from './log.service.js';
import { InstanceKeys } from './root/instance-keys.js';
import { InstanceRoot } from './root/instance-root.js';
import { TrustSnapshots } from './root/trust-snapshots.js';
import { SigningService } from './signing.service.js';
import { KeyChallengeEntity } from './store/key-challenge.entity.js';
import { KeyEntity } from './store/key.entity.js';
import { KeysRepository } from './store/keys.repository.js';
import { NamespaceThresholdEntity } from './store/namespace-threshold.entity.js';
import { RevocationEntity } from './store/revocation.entity.js';
import { RootsRepository } from './store/roots.repository.js';
import { TrustDocumentEntity } from './store/trust-document.entity.js';
import { TrustRootEntity } from './store/trust-root.entity.js';
import { TrustRepository } from './store/trust.repository.js';
import { AdoptRoots } from './usecases/adopt-roots.js';
import { BringRoot } from './usecases/bring-root.js';
import { ChallengeKey } from './usecases/challenge-key.js';
import { ChangeKeys } from './usecases/change-keys.js';
import { EnrolKey } from './usecases/enrol-key.js';
import { RequireApproval } from './usecases/require-approval.js';
import { RequirePossession } from './usecases/require-possession.js';
import { RevokeKey } from './usecases/revoke-key.js';
import { RevokeNamespace } from './usecases/revoke-namespace.js';
import { RotateKey } from './usecases/rotate-key.js';
import { SetThreshold } from './usecases/set-threshold.js';
import { SignTrust } from './usecases/sign-trust.js';

export const SIGNING_ENTITIES: Entities = [
  KeyEntity,
  KeyChallengeEntity,
  RevocationEntity,
  TrustDocumentEntity,
  TrustRootEntity,
  NamespaceThresholdEntity,
];

@Module({
  imports: [IdentityModule],
  controllers: [KeysController, NamespacesController, RootsController, TrustController, StaticController],
  providers: [
    SigningService,
    LogService,
    LogRecords,
    LogRepository,
    LogKeys,
    LogFiles,
    PublicLists,
    LogWriter,
    WriteBatch,
    Prove,
    PublicFolder,
    InstanceKeys,
    InstanceRoot,
    TrustSnapshots,
    ChallengeKey,
    ChangeKeys,
    EnrolKey,
    RotateKey,
    RevokeKey,
    RevokeNamespace,
    SetThreshold,
    RequireApproval,
    RequirePossession,
    SignTrust,
    BringRoot,
    AdoptRoots,
    KeysRepository,
    TrustRepository,
    RootsRepository,
  ],
  exports: [SigningService, LogService, PublicFolder],
})
export class SigningModule {
  constructor(statuses: Statuses, startup: Startup, signing: SigningService, log: LogService) {
    statuses.add(SIGNING_STATUSES);
    // Before anything is verified (docs/spec/trust.md 2.3).
    startup.add({ name: 'testing signature verification', run: async () => selfTestSignatures() });
    startup.add({ name: 'opening the trust documents', run: async () => void (await signing.prepare()) });
    startup.add({ name: 'completing the log', run: () => log.start() });
  }
}
