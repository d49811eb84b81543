import { Injectable } from '@nestjs/common';
import { Raw } from 'typeorm';
import type { Tx } from '../../../src/database/database.js';
import type { Note, NotePlace } from '../builder.types.js';
import { NoteEntity } from './note.entity.js';

export interface NoteContents {
  readonly data: Uint8Array;
  /** How long it is kept; 0 for ever. */
  readonly seconds: number;
  /** The new version is one above this and above the version there is. */
  readonly above: number;
  /** The version it was made from, 0 for none; undefined takes any. */
  readonly madeFrom: number | undefined;
}

const UNEXPIRED = Raw((column) => `(${column} IS NULL OR ${column} > now())`);
const ALIVE = `(n.expires_at IS NULL OR n.expires_at > now())`;
const EXPIRY = `CASE WHEN $7::int > 0 THEN now() + make_interval(secs => $7::int) END`;

/** Notes of users. One whose time is over is gone, whether it was swept already or not. */
@Injectable()
export class NotesRepository {
  /** The new version; undefined when it was made from another version than there is. One statement, so it is exact. */
  async save(tx: Tx, place: NotePlace, contents: NoteContents): Promise<number | undefined> {
    const { org, user, kind, key } = place;
    const { data, seconds, above, madeFrom } = contents;
    const values = [org, user, kind, key, above, Buffer.from(data), seconds];
    if (madeFrom !== undefined && madeFrom > 0) {
      const [rows] = await tx.query<[{ version: number }[], number]>(
        `UPDATE builder_notes AS n
         SET version = GREATEST(n.version, $5::int) + 1, data = $6, expires_at = ${EXPIRY}
         WHERE org_id = $1 AND user_id = $2 AND kind = $3 AND key = $4 AND version = $8 AND ${ALIVE}
         RETURNING version`,
        [...values, madeFrom],
      );
      return rows[0]?.version;
    }
    const [row] = await tx.query<{ version: number }[]>(
      `INSERT INTO builder_notes AS n (org_id, user_id, kind, key, version, data, expires_at)
       VALUES ($1, $2, $3, $4, $5::int + 1, $6, ${EXPIRY})
       ON CONFLICT (org_id, user_id, kind, key) DO UPDATE
         SET version = CASE WHEN ${ALIVE} THEN GREATEST(n.version + 1, excluded.version) ELSE excluded.version END,
             data = excluded.data, expires_at = excluded.expires_at
         WHERE $8::boolean OR NOT ${ALIVE}
       RETURNING version`,
      [...values, madeFrom === undefined],
    );
    return row?.version;
  }

  async find(tx: Tx, place: NotePlace): Promise<Note | undefined> {
    const row = await tx.findOneBy(NoteEntity, { ...place, expiresAt: UNEXPIRED });
    // Written by `save` only, from an object.
    return row
      ? { version: row.version, data: JSON.parse(row.data.toString('utf8')) as Note['data'] }
      : undefined;
  }

  async remove(tx: Tx, { org, user, kind, key }: NotePlace): Promise<void> {
    await tx.delete(NoteEntity, { org, user, kind, key });
  }

  /** How many notes of all kinds a user has. */
  count(tx: Tx, { org, user }: Pick<NotePlace, 'org' | 'user'>): Promise<number> {
    return tx.countBy(NoteEntity, { org, user, expiresAt: UNEXPIRED });
  }

  /** Drops those whose time is over. */
  async sweep(tx: Tx): Promise<void> {
    await tx.query(`DELETE FROM builder_notes WHERE expires_at < now()`);
  }
}
