import { type DynamicModule, Global, Module } from '@nestjs/common';
import { AppConfig } from './app-config.js';
import { Failpoints } from './failpoints.js';

/** Makes the configuration injectable everywhere. */
@Global()
@Module({})
export class ConfigModule {
  static holding(config: AppConfig): DynamicModule {
    return {
      module: ConfigModule,
      providers: [
        { provide: AppConfig, useValue: config },
        { provide: Failpoints, useValue: new Failpoints(config.failpoint) },
      ],
      exports: [AppConfig, Failpoints],
    };
  }
}
