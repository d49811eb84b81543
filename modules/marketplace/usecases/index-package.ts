import { Injectable } from '@nestjs/common';
import { Database } from '../../../src/database/database.js';
import { PackageOffers } from '../../registry/package-offers.js';
import { RegistryService } from '../../registry/registry.service.js';
import type { PackagePlace } from '../../registry/registry.types.js';
import { describePackage } from '../indexing/describe-package.js';
import { DocumentsRepository } from '../store/documents.repository.js';

/**
 * Grows whenever other documents, words or vectors would be made of the same package; every start then makes again what an
 * older version made.
 */
export const INDEX_VERSION = 1;

/**
 * Makes the search documents of one package from what it offers now, all of them in one transaction. What happened to the
 * package, how often it is told and in which order does not matter: reading and writing are behind one lock, so the last to
 * write has read the latest.
 */
@Injectable()
export class IndexPackage {
  constructor(
    private readonly database: Database,
    private readonly offers: PackageOffers,
    private readonly registry: RegistryService,
    private readonly documents: DocumentsRepository,
  ) {}

  async execute(place: PackagePlace): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.documents.lock(tx, place);
      const offers = await this.offers.of(tx, place);
      const documents = await describePackage(offers, (digest) => this.registry.readBlob(digest));
      await this.documents.replace(tx, place, documents, INDEX_VERSION);
    });
  }
}
