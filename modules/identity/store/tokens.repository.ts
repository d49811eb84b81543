import { Injectable } from '@nestjs/common';
import type { Digest } from '@iceos/core/digest';
import type { Namespace } from '@iceos/core/names';
import type { Tx } from '../../../src/database/database.js';
import { SCOPES, type Scope } from '../../../src/http/scopes.js';
import type { TokenGrant, TokenRecord } from '../identity.types.js';
import { TokenEntity } from './token.entity.js';

/** Which tokens of an org to list. */
export interface TokenFilter {
  readonly org: Namespace;
  readonly project?: string | undefined;
  readonly user?: string | undefined;
}

/** Where a page ended: creation time as the database writes it, and digest. */
export interface TokenPosition {
  readonly createdAt: string;
  readonly hash: string;
}

export interface ListedToken {
  readonly record: TokenRecord;
  readonly position: TokenPosition;
}

@Injectable()
export class TokensRepository {
  async insert(tx: Tx, hash: Digest, grant: TokenGrant): Promise<TokenRecord> {
    const { org, project = null, user = null, scopes, expiresAt = null } = grant;
    await tx.getRepository(TokenEntity).insert({
      hash,
      org,
      project,
      user,
      scopes: [...scopes],
      expiresAt,
      revokedAt: null,
      lastUsedAt: null,
    });
    const row = await tx.getRepository(TokenEntity).findOneByOrFail({ hash });
    return toRecord(row);
  }

  /** The token, unless it is revoked or expired. */
  async findValid(tx: Tx, hash: Digest): Promise<TokenRecord | undefined> {
    const row = await tx
      .getRepository(TokenEntity)
      .createQueryBuilder('token')
      .where('token.hash = :hash', { hash })
      .andWhere('token.revokedAt IS NULL')
      .andWhere('(token.expiresAt IS NULL OR token.expiresAt > now())')
      .getOne();
    return row ? toRecord(row) : undefined;
  }

  /** Newest first, at most `limit`, those after `position`. */
  async list(tx: Tx, filter: TokenFilter, limit: number, position?: TokenPosition): Promise<ListedToken[]> {
    const query = tx
      .getRepository(TokenEntity)
      .createQueryBuilder('token')
      .addSelect('token.created_at::text', 'created_text')
      .where('token.org = :org', filter);
    if (filter.project !== undefined) query.andWhere('token.project = :project', filter);
    if (filter.user !== undefined) query.andWhere('token.user = :user', filter);
    if (position) {
      query.andWhere('(token.created_at, token.token_hash) < (:createdAt::timestamptz, :hash)', position);
    }
    const { entities, raw } = await query
      .orderBy('token.created_at', 'DESC')
      .addOrderBy('token.token_hash', 'DESC')
      .limit(limit)
      .getRawAndEntities<{ created_text: string }>();
    return entities.map((row, index) => ({
      record: toRecord(row),
      position: { createdAt: raw[index]?.created_text ?? '', hash: row.hash },
    }));
  }

  /** Marks the token of that org revoked; false when the org has no such token. Revoking twice keeps the first time. */
  async revoke(tx: Tx, org: Namespace, hash: Digest): Promise<boolean> {
    const { affected } = await tx
      .getRepository(TokenEntity)
      .update({ hash, org }, { revokedAt: () => 'coalesce(revoked_at, now())' });
    return affected === 1;
  }

  async touch(tx: Tx, hashes: readonly Digest[]): Promise<void> {
    await tx.query(`UPDATE tokens SET last_used_at = now() WHERE token_hash = ANY($1)`, [hashes]);
  }
}

function toRecord(row: TokenEntity): TokenRecord {
  return {
    hash: row.hash as Digest,
    org: row.org as Namespace,
    project: row.project ?? undefined,
    user: row.user ?? undefined,
    // A scope that this version does not know grants nothing.
    scopes: row.scopes.filter((scope): scope is Scope => (SCOPES as readonly string[]).includes(scope)),
    createdAt: row.createdAt,
    expiresAt: row.expiresAt ?? undefined,
    revoked: row.revokedAt !== null,
    lastUsedAt: row.lastUsedAt ?? undefined,
  };
}
