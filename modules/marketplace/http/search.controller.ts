import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal, Requires } from '../../../src/http/access.js';
import { linkNext } from '../../../src/http/page.js';
import type { Principal } from '../../../src/http/principal.js';
import { MarketplaceService } from '../marketplace.service.js';
import { ListingPage, SearchQuery } from './search.dto.js';
import { presentHit } from './search.presenter.js';

@Controller('api/v1/search')
export class SearchController {
  constructor(private readonly marketplace: MarketplaceService) {}

  /** Finds components and bundles of your org and public ones: an exact name first, then what answers best. */
  @Get()
  @Requires('components:read')
  async search(
    @Query() { q, kind, namespace, tag, limit, cursor }: SearchQuery,
    @CurrentPrincipal() { org }: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ListingPage> {
    const page = await this.marketplace.search({ org, text: q, kind, namespace, tag, limit, cursor });
    linkNext(request, reply, page);
    return { items: page.items.map(presentHit), next_cursor: page.next_cursor };
  }
}
