import { Injectable } from '@nestjs/common';
import { Database } from '../../../src/database/database.js';
import { versionNotFound } from '../compiler.errors.js';
import { CompilerService } from '../compiler.service.js';
import type { BlueprintVersion, ListedVersion } from '../compiler.types.js';
import { BlueprintVersionsRepository } from '../store/blueprint-versions.repository.js';

/** Reads what a blueprint is and was. */
@Injectable()
export class ReadVersions {
  constructor(
    private readonly database: Database,
    private readonly compiler: CompilerService,
    private readonly versions: BlueprintVersionsRepository,
  ) {}

  /** The newest first, before the number `before`; throws `blueprint-not-found`. */
  async list(org: string, id: string, limit: number, before: number | undefined): Promise<ListedVersion[]> {
    const { id: own } = await this.compiler.get(org, id);
    return this.database.read((tx) => this.versions.list(tx, org, own, limit, before));
  }

  /** The newest version with that lock; throws `blueprint-not-found` or `blueprint-version-not-found`. */
  async find(org: string, id: string, lock: string): Promise<BlueprintVersion> {
    const { id: own } = await this.compiler.get(org, id);
    const found = await this.database.read((tx) => this.versions.find(tx, org, own, lock));
    if (!found) throw versionNotFound(id, lock);
    return found;
  }
}
