import { createHash, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { CodedError } from '@iceos/core/errors';
import { Database, type Tx } from '../../database/database.js';
import type { HttpCode } from '../http.errors.js';
import type { Principal } from '../principal.js';
import type { Answer, Claim } from './claim.js';
import { seal, unseal } from './seal.js';

/** What makes two requests the same. */
export interface IdempotentRequest {
  readonly principal: Principal;
  /** Method and path: `POST /api/v1/tokens/`. */
  readonly route: string;
  /** The Idempotency-Key as the client sent it. */
  readonly key: string;
  /** SHA-256 of what was asked for. */
  readonly bodyDigest: string;
}

export type Beginning =
  | { readonly kind: 'replay'; readonly answer: Answer }
  | { readonly kind: 'claimed'; readonly claim: OpenClaim };

export interface OpenClaim extends Claim {
  readonly stored: boolean;
  /** Gives the claim back after a failure, so that the next attempt runs. */
  abandon(): Promise<void>;
}

/** A claim of a process that died may be taken over after this time. */
const CLAIM_SECONDS = 120;
const KEPT_HOURS = 24;

interface Row {
  readonly claim: string;
  readonly body_digest: string;
  readonly answer: Buffer | null;
}

/** Keeps the answers of requests with an Idempotency-Key, per principal, route and body. */
@Injectable()
export class Idempotency {
  constructor(private readonly database: Database) {}

  /**
   * Claims the request, or answers with what was kept. Throws `idempotency-key-reused` for another body and
   * `idempotency-running` while the first attempt runs.
   */
  async begin(request: IdempotentRequest): Promise<Beginning> {
    const claim = randomUUID();
    const row = await this.database.read((tx) => claimRow(tx, request, claim));
    if (row.claim === claim) return { kind: 'claimed', claim: this.open(request, claim) };
    if (row.body_digest !== request.bodyDigest) throw reused();
    if (row.answer === null) throw running();
    return { kind: 'replay', answer: JSON.parse(unseal(request.key, row.answer)) as Answer };
  }

  /** Drops answers whose time is over. */
  async sweep(): Promise<void> {
    await this.database.read((tx) => tx.query(`DELETE FROM idempotency WHERE expires_at < now()`));
  }

  /** Frees the claims of a process that is gone. Only for the one process of an embedded database. */
  async freeAll(): Promise<void> {
    await this.database.read((tx) => tx.query(`DELETE FROM idempotency WHERE answer IS NULL`));
  }

  private open(request: IdempotentRequest, claim: string): OpenClaim {
    const { database } = this;
    let stored = false;
    return {
      get stored() {
        return stored;
      },
      async store(tx, answer) {
        const sealed = seal(request.key, JSON.stringify(answer));
        const [, count] = await tx.query<[unknown, number]>(
          `UPDATE idempotency SET answer = $2 WHERE claim = $1 AND answer IS NULL`,
          [claim, sealed],
        );
        if (count !== 1) throw running();
        stored = true;
      },
      async abandon() {
        await database.read((tx) =>
          tx.query(`DELETE FROM idempotency WHERE claim = $1 AND answer IS NULL`, [claim]),
        );
      },
    };
  }
}

/** Inserts the claim, or takes over a row that expired or whose claimant died; answers with the row as it now is. */
async function claimRow(
  tx: Tx,
  { principal, route, key, bodyDigest }: IdempotentRequest,
  claim: string,
): Promise<Row> {
  const place = [principal.org, principal.token, route, createHash('sha256').update(key).digest('hex')];
  const [taken] = await tx.query<Row[]>(
    `INSERT INTO idempotency AS kept (org_id, actor, route, key_hash, body_digest, claim, claimed_until, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, now() + make_interval(secs => ${CLAIM_SECONDS}), now() + make_interval(hours => ${KEPT_HOURS}))
     ON CONFLICT (org_id, actor, route, key_hash) DO UPDATE
       SET body_digest = excluded.body_digest, claim = excluded.claim, answer = NULL,
           claimed_until = excluded.claimed_until, expires_at = excluded.expires_at
       WHERE kept.expires_at < now() OR (kept.answer IS NULL AND kept.claimed_until < now())
     RETURNING claim, body_digest, answer`,
    [...place, bodyDigest, claim],
  );
  if (taken) return taken;
  const [present] = await tx.query<Row[]>(
    `SELECT claim, body_digest, answer FROM idempotency
     WHERE org_id = $1 AND actor = $2 AND route = $3 AND key_hash = $4`,
    place,
  );
  // The first attempt failed between the two statements and gave its claim back.
  if (!present) throw running();
  return present;
}

function reused(): CodedError<HttpCode> {
  return new CodedError('idempotency-key-reused', 'The Idempotency-Key was used with another body.', {
    hint: 'Use a new key for a new request.',
  });
}

function running(): CodedError<HttpCode> {
  return new CodedError(
    'idempotency-running',
    'The first request with this Idempotency-Key is still running.',
    {
      hint: 'Try again in a moment with the same key.',
    },
  );
}
