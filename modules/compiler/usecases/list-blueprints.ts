import { Injectable } from '@nestjs/common';
import { Database } from '../../../src/database/database.js';
import type { BlueprintFilter, ListedBlueprint, ListPosition } from '../compiler.types.js';
import { BlueprintListsRepository } from '../store/blueprint-lists.repository.js';

/** Lists the blueprints of an org. */
@Injectable()
export class ListBlueprints {
  constructor(
    private readonly database: Database,
    private readonly lists: BlueprintListsRepository,
  ) {}

  /** Up to `limit` blueprints that the filter lets through, after `position`. */
  execute(
    org: string,
    filter: BlueprintFilter,
    limit: number,
    position: ListPosition | undefined,
  ): Promise<ListedBlueprint[]> {
    return this.database.read((tx) => this.lists.list(tx, org, filter, limit, position));
  }
}
