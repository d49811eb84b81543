import { Module } from '@nestjs/common';
import { AppConfig } from '../../src/config/app-config.js';
import type { Entities } from '../../src/database/database.js';
import { Authenticator } from '../../src/http/principal.js';
import { Statuses } from '../../src/http/statuses.js';
import { Startup } from '../../src/jobs/startup.js';
import { AuditLog } from './audit-log.js';
import { LastUsed } from './auth/last-used.js';
import { TokenAuthenticator } from './auth/token-authenticator.js';
import { IdentityController } from './http/identity.controller.js';
import { IDENTITY_STATUSES } from './http/identity.statuses.js';
import { OrgsController } from './http/orgs.controller.js';
import { ProjectsController } from './http/projects.controller.js';
import { TokensController } from './http/tokens.controller.js';
import { IdentityService } from './identity.service.js';
import { AuditEntity } from './store/audit.entity.js';
import { OrgEntity } from './store/org.entity.js';
import { OrgsRepository } from './store/orgs.repository.js';
import { ProjectEntity } from './store/project.entity.js';
import { ProjectsRepository } from './store/projects.repository.js';
import { TokenEntity } from './store/token.entity.js';
import { TokensRepository } from './store/tokens.repository.js';
import { UserEntity } from './store/user.entity.js';
import { CreateOrg } from './usecases/create-org.js';
import { CreateProject } from './usecases/create-project.js';
import { IssueToken } from './usecases/issue-token.js';
import { ListTokens } from './usecases/list-tokens.js';
import { RevokeToken } from './usecases/revoke-token.js';

export const IDENTITY_ENTITIES: Entities = [OrgEntity, ProjectEntity, UserEntity, TokenEntity, AuditEntity];

@Module({
  controllers: [IdentityController, TokensController, OrgsController, ProjectsController],
  providers: [
    AuditLog,
    IdentityService,
    TokenAuthenticator,
    { provide: Authenticator, useExisting: TokenAuthenticator },
    LastUsed,
    CreateOrg,
    CreateProject,
    IssueToken,
    ListTokens,
    RevokeToken,
    OrgsRepository,
    ProjectsRepository,
    TokensRepository,
  ],
  exports: [IdentityService, AuditLog, Authenticator],
})
export class IdentityModule {
  constructor(statuses: Statuses, startup: Startup, config: AppConfig, identity: IdentityService) {
    statuses.add(IDENTITY_STATUSES);
    startup.add({
      name: 'making the default org',
      run: async () => {
        await identity.ensureOrg(config.identity.org);
      },
    });
  }
}
