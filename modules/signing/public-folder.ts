import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { FileTree } from '@iceos/runtime/file-tree';
import { AppConfig } from '../../src/config/app-config.js';
import { Failpoints } from '../../src/config/failpoints.js';

/**
 * `<data dir>/public`: what everybody may read, as files that any file server can serve under the addresses that this
 * server gives them (`/static/v0/`). Nothing of a private package is ever in it (docs/spec/trust.md 4.8).
 */
@Injectable()
export class PublicFolder extends FileTree {
  constructor({ dataDir }: AppConfig, { pass }: Failpoints) {
    super(join(dataDir, 'public'), pass);
  }
}
