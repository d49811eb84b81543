import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CodedError } from '@iceos/core/errors';
import type { HttpCode } from './http.errors.js';

/** Where a page ended: the sort values of its last item. */
export type Position = readonly (string | number)[];

/** What a cursor is good for: it is refused with any other org or list. */
export interface CursorScope {
  readonly org: string;
  /** Names the list, filters included where they change it: `GET /api/v1/tokens`. */
  readonly list: string;
}

/** One page as lists are answered. */
export interface Page<Item> {
  items: Item[];
  /** Null when there is no more. */
  next_cursor: string | null;
}

/**
 * A cursor for the items after `position`. It is not signed, because it grants nothing: the query it continues is
 * limited to the caller's org anyway. The seal binds it to its list, so that mistakes are refused rather than obeyed.
 */
export function encodeCursor(scope: CursorScope, position: Position): string {
  const text = JSON.stringify(position);
  return Buffer.from(`${seal(scope, text)}${text}`).toString('base64url');
}

/** What a value of a position must look like; cursors come from outside, whatever their seal says. */
const FORMS = {
  text: (value: unknown) => typeof value === 'string',
  uuid: (value: unknown) => typeof value === 'string' && UUID.test(value),
  integer: (value: unknown) => Number.isSafeInteger(value),
  timestamp: (value: unknown) =>
    typeof value === 'string' && TIMESTAMP.test(value) && !Number.isNaN(Date.parse(value)),
} as const;

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const TIMESTAMP = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d(?::?\d\d)?)$/;

/** The position in `cursor`; throws `cursor-invalid` unless it was made for this scope and has those values. */
export function decodeCursor(
  scope: CursorScope,
  cursor: string | undefined,
  forms: readonly (keyof typeof FORMS)[],
): Position | undefined {
  if (cursor === undefined) return undefined;
  const text = Buffer.from(cursor, 'base64url').toString();
  const position = text.slice(SEAL_LENGTH);
  const values = text.slice(0, SEAL_LENGTH) === seal(scope, position) ? parsePosition(position) : [];
  if (values.length === forms.length && forms.every((form, index) => FORMS[form](values[index])))
    return values;
  throw new CodedError<HttpCode>('cursor-invalid', 'The cursor does not belong to this list.', {
    hint: 'Begin again without `cursor`, and pass `next_cursor` on as it is.',
  });
}

function parsePosition(text: string): Position {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && !text.includes('\\u0000') ? (value as Position) : [];
  } catch {
    return [];
  }
}

const SEAL_LENGTH = 16;

function seal({ org, list }: CursorScope, text: string): string {
  return createHash('sha256').update(`${org}\0${list}\0${text}`).digest('hex').slice(0, SEAL_LENGTH);
}

/**
 * Makes a page of rows that were asked for with one more than `limit`. `next_cursor` continues after the last item, and
 * so does the `Link` header.
 */
export function presentPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  cursorAfter: (row: Row) => string,
  present: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(present),
    next_cursor: rows.length > limit && last !== undefined ? cursorAfter(last) : null,
  };
}

/** Adds the `Link` header of RFC 8288 for the next page. */
export function linkNext(request: FastifyRequest, reply: FastifyReply, page: Page<unknown>): void {
  if (page.next_cursor === null) return;
  const url = new URL(request.url, 'http://localhost');
  url.searchParams.set('cursor', page.next_cursor);
  void reply.header('link', `<${url.pathname}${url.search}>; rel="next"`);
}
