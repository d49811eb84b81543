import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { IdentityService } from '../../modules/identity/identity.service.js';
import type { AppConfig } from '../config/app-config.js';
import { SCOPES } from '../http/scopes.js';

/**
 * Writes a token with every scope to `<data dir>/owner.token`, readable by the owner of the data directory alone, so that
 * the command line on the same machine finds it. Never in production. An existing token that still works is kept.
 */
export async function ensureOwnerToken(config: AppConfig, identity: IdentityService): Promise<void> {
  if (config.production) return;
  const path = join(config.dataDir, 'owner.token');
  if (existsSync(path)) {
    const principal = await identity.authenticate(readFileSync(path, 'utf8').trim());
    if (principal) return chmodSync(path, 0o600);
  }
  const org = await identity.ensureOrg(config.identity.org);
  const { token } = await identity.issueToken({ org: org.id, scopes: SCOPES });
  writeFileSync(`${path}.new`, `${token}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}
