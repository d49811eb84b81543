import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { AppConfig } from '../../../src/config/app-config.js';
import { ImportedRoot, type ImportedPackage } from './imported-root.js';

/**
 * What was imported from other registries, in `<data dir>/imports/<root>`, each judged under the root that it came with,
 * which lies in `<data dir>/roots/<root>` (docs/spec/trust.md 4.7). An operator names the roots that may bring anything
 * with ICE_TRUST_ROOTS.
 */
@Injectable()
export class ImportedPackages {
  private readonly roots = new Map<string, ImportedRoot>();

  constructor(private readonly config: AppConfig) {}

  /** Every package of each root of which anything changed on disk since the last time, root by root; at first, all. */
  async changed(): Promise<ImportedPackage[]> {
    const folder = join(this.config.dataDir, 'imports');
    const names = existsSync(folder) ? (await readdir(folder)).toSorted() : [];
    const packages: ImportedPackage[] = [];
    for (const name of names) {
      const root = this.roots.get(name) ?? new ImportedRoot(this.config, name);
      this.roots.set(name, root);
      packages.push(...(await root.changed()));
    }
    return packages;
  }
}
