import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../../src/database/database.js';
import { Outbox } from '../../../src/jobs/outbox.js';
import { PackageOffers } from '../../registry/package-offers.js';
import { PACKAGE_CHANGED } from '../../registry/registry.messages.js';
import type { PackagePlace } from '../../registry/registry.types.js';
import { DocumentsRepository } from '../store/documents.repository.js';
import { INDEX_VERSION } from './index-package.js';

/**
 * Has every package indexed that offers something and is not in the index, or was put there by an older version of it: all
 * of them after an upgrade that changed the index, or when the index is empty. It is done by way of the outbox, while what
 * is there can be searched.
 */
@Injectable()
export class CatchUp {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly offers: PackageOffers,
    private readonly documents: DocumentsRepository,
  ) {}

  async execute(): Promise<void> {
    await this.database.transaction(async (tx) => {
      for (const { namespace, name } of await this.missing(tx)) {
        await this.outbox.add(tx, PACKAGE_CHANGED, { namespace, name });
      }
    });
    this.outbox.wake();
  }

  private async missing(tx: Tx): Promise<PackagePlace[]> {
    const indexed = new Set((await this.documents.packagesOf(tx, INDEX_VERSION)).map(keyOf));
    return (await this.offers.packages(tx)).filter((place) => !indexed.has(keyOf(place)));
  }
}

function keyOf({ namespace, name }: PackagePlace): string {
  return `${namespace}/${name}`;
}
