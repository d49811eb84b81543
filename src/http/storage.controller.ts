import { Controller, Get } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Public } from './access.js';
import { StorageResponse } from './storage.dto.js';

/** Where everything is kept. Open to anybody: it says no more than readiness does, and nothing about an org. */
@Controller('api/v1/meta')
export class StorageController {
  constructor(private readonly database: Database) {}

  @Get('storage')
  @Public()
  async storage(): Promise<StorageResponse> {
    const state = await this.database.state().catch(() => undefined);
    return {
      backend: 'postgres',
      engine: this.database.embedded ? 'embedded' : 'server',
      status: state === undefined ? 'unavailable' : state.missing.length > 0 ? 'behind' : 'ready',
      migration_head: state?.appliedHead ?? null,
      connected: state !== undefined,
    };
  }
}
