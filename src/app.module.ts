import { type DynamicModule, Module } from '@nestjs/common';
import { BILLING_ENTITIES, BillingModule } from '../modules/billing/billing.module.js';
import { BUILDER_ENTITIES, BuilderModule } from '../modules/builder/builder.module.js';
import { COMPILER_ENTITIES, CompilerModule } from '../modules/compiler/compiler.module.js';
import { EXECUTIONS_ENTITIES, ExecutionsModule } from '../modules/executions/executions.module.js';
import { IDENTITY_ENTITIES, IdentityModule } from '../modules/identity/identity.module.js';
import { MarketplaceModule } from '../modules/marketplace/marketplace.module.js';
import { McpModule } from '../modules/mcp/mcp.module.js';
import { REGISTRY_ENTITIES, RegistryModule } from '../modules/registry/registry.module.js';
import { SIGNING_ENTITIES, SigningModule } from '../modules/signing/signing.module.js';
import type { AppConfig } from './config/app-config.js';
import { ConfigModule } from './config/config.module.js';
import type { Database, Entities } from './database/database.js';
import { DatabaseModule } from './database/database.module.js';
import { HttpModule } from './http/http.module.js';
import { JobsModule } from './jobs/jobs.module.js';
import type { Ports } from './jobs/ports.js';
import type { Metrics } from './telemetry/metrics.js';
import { TelemetryModule } from './telemetry/telemetry.module.js';

/** The tables of every module. */
export const ENTITIES: Entities = [
  ...IDENTITY_ENTITIES,
  ...SIGNING_ENTITIES,
  ...REGISTRY_ENTITIES,
  ...BILLING_ENTITIES,
  ...COMPILER_ENTITIES,
  ...EXECUTIONS_ENTITIES,
  ...BUILDER_ENTITIES,
];

/** What the shell has opened before there are modules. */
export interface Foundations {
  readonly config: AppConfig;
  readonly database: Database;
  readonly ports: Ports;
  readonly metrics: Metrics;
}

/** The whole of iceOS: the shell's rooms, then the modules in the order in which data flows. */
@Module({})
export class AppModule {
  static on({ config, database, ports, metrics }: Foundations): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.holding(config),
        DatabaseModule.holding(database),
        JobsModule.holding(ports),
        TelemetryModule.holding(metrics),
        HttpModule.forRoot(config),
        IdentityModule,
        SigningModule,
        RegistryModule,
        BillingModule,
        MarketplaceModule,
        CompilerModule,
        ExecutionsModule,
        BuilderModule,
        McpModule,
      ],
    };
  }
}
