import { Injectable } from '@nestjs/common';
import type { Page } from '../../src/http/page.js';
import type { Hit } from './marketplace.types.js';
import { SearchListings, type SearchInput } from './usecases/search-listings.js';

export type { SearchInput } from './usecases/search-listings.js';

/** The door to what can be found among the packages that an org may use. */
@Injectable()
export class MarketplaceService {
  constructor(private readonly searchListings: SearchListings) {}

  /** One page of hits, the best first; throws `cursor-invalid`. Any text may be asked for. */
  search(input: SearchInput): Promise<Page<Hit>> {
    return this.searchListings.execute(input);
  }
}
