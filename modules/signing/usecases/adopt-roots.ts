import { Injectable } from '@nestjs/common';
import { requireExtension } from '@iceos/core/trust';
import { AppConfig } from '../../../src/config/app-config.js';
import type { Tx } from '../../../src/database/database.js';
import { TrustSnapshots } from '../root/trust-snapshots.js';
import { RootsRepository } from '../store/roots.repository.js';
import { BringRoot } from './bring-root.js';

/**
 * Takes the versions of the root that lie in `<data dir>/trust/root/` and are not known yet: how an operator hands over a
 * root as files, before the first start or later (docs/keys.md). They are judged like those that are sent.
 */
@Injectable()
export class AdoptRoots {
  constructor(
    private readonly config: AppConfig,
    private readonly snapshots: TrustSnapshots,
    private readonly roots: RootsRepository,
    private readonly bringRoot: BringRoot,
  ) {}

  async execute(tx: Tx): Promise<void> {
    const known = await this.roots.list(tx);
    const documents = await this.snapshots.rootsInFolder();
    requireExtension(known.slice(0, documents.length), documents);
    const { org } = this.config.identity;
    for (const bytes of documents.slice(known.length))
      await this.bringRoot.within(tx, { org, actor: 'instance', bytes });
  }
}
