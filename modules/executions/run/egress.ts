import { join } from 'node:path';
import { Injectable, Logger } from '@nestjs/common';
import type { HostSecrets, HttpPolicy } from '@iceos/runtime/capabilities';
import { readSecrets, secretsOf, SECRETS_FILE } from '@iceos/runtime/secrets';
import { AppConfig } from '../../../src/config/app-config.js';

/** How tools reach other hosts: what the operator allows, and the secrets that go with it (docs/spec/sandbox.md 13 to 15). */
@Injectable()
export class Egress {
  readonly policy: HttpPolicy;
  private readonly logger = new Logger('executions');

  constructor(private readonly config: AppConfig) {
    const { httpHosts, privateHosts } = config.grants;
    this.policy = { hosts: httpHosts, allowPrivate: privateHosts };
    this.secretsOf(config.identity.org);
  }

  /** Read for every run: what the operator changes counts from the next run on. A file that cannot be used holds none. */
  secretsOf(org: string): HostSecrets {
    const { dataDir, identity } = this.config;
    try {
      return secretsOf(readSecrets(join(dataDir, SECRETS_FILE)), org, identity.org);
    } catch (error) {
      this.logger.error((error as Error).message);
      return new Map();
    }
  }
}
