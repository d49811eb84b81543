import { Injectable } from '@nestjs/common';
import { Database } from '../../../src/database/database.js';
import { decodeCursor, encodeCursor, type Page, presentPage } from '../../../src/http/page.js';
import type { TokenRecord } from '../identity.types.js';
import { type TokenFilter, TokensRepository } from '../store/tokens.repository.js';

const LIST = 'tokens';

/** One page of the tokens of an org, newest first. */
@Injectable()
export class ListTokens {
  constructor(
    private readonly database: Database,
    private readonly tokens: TokensRepository,
  ) {}

  async execute(filter: TokenFilter, limit: number, cursor: string | undefined): Promise<Page<TokenRecord>> {
    const scope = { org: filter.org, list: LIST };
    const [createdAt, hash] = decodeCursor(scope, cursor, ['timestamp', 'text']) ?? [];
    const position =
      createdAt === undefined || hash === undefined
        ? undefined
        : { createdAt: String(createdAt), hash: String(hash) };
    const rows = await this.database.read((tx) => this.tokens.list(tx, filter, limit + 1, position));
    return presentPage(
      rows,
      limit,
      ({ position: { createdAt, hash } }) => encodeCursor(scope, [createdAt, hash]),
      ({ record }) => record,
    );
  }
}
