import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Database } from './database.js';

/** Makes the one `Database` injectable everywhere. Whoever opened it closes it, after the application. */
@Global()
@Module({})
export class DatabaseModule {
  static holding(database: Database): DynamicModule {
    return {
      module: DatabaseModule,
      providers: [{ provide: Database, useValue: database }],
      exports: [Database],
    };
  }
}
