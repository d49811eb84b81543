import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { IdentityService } from '../../modules/identity/identity.service.js';
import { RegistryService } from '../../modules/registry/registry.service.js';
import { AppConfig } from '../config/app-config.js';
import { Startup } from '../jobs/startup.js';
import type { Banner } from './banner.js';
import { FirstParty } from './first-party.js';
import { ensureOwnerToken } from './owner-token.js';

/**
 * Adds what an instance does for itself before it is ready, after the steps of the modules: what it needs once is made
 * when it is missing. Each step may add to the banner.
 */
export function addFirstStart(app: NestFastifyApplication, banner: Banner): void {
  const startup = app.get(Startup);
  const config = app.get(AppConfig);
  const identity = app.get(IdentityService, { strict: false });
  startup.add({ name: 'writing the owner token', run: () => ensureOwnerToken(config, identity) });
  startup.add({
    name: 'publishing the first-party kits and bundles',
    run: () => new FirstParty(app, banner).publishMissing(),
  });
  startup.add({
    name: 'asking the load gate about every package',
    run: async () =>
      banner.tell(await app.get(RegistryService, { strict: false }).review(config.identity.org)),
  });
}
