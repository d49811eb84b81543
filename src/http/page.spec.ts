import { describe, expect, it } from '@jest/globals';
import { decodeCursor, encodeCursor, presentPage } from './page.js';

const SCOPE = { org: 'acme', list: 'tokens' };
const FORMS = ['timestamp', 'text', 'integer'] as const;

describe('a cursor', () => {
  it('gives back its position, for the same org, list and forms only', () => {
    const position = ['2026-11-21 05:06:37.266123+00', 'é"\\', 7] as const;
    const cursor = encodeCursor(SCOPE, position);
    expect(cursor).toMatch(/^[\w-]+$/);
    expect(decodeCursor(SCOPE, cursor, FORMS)).toEqual(position);
    for (const scope of [
      { ...SCOPE, org: 'other' },
      { ...SCOPE, list: 'orgs' },
    ]) {
      expect(() => decodeCursor(scope, cursor, FORMS)).toThrow('does not belong');
    }
    expect(() => decodeCursor(SCOPE, cursor, ['text', 'text', 'integer', 'text'])).toThrow('does not belong');
    expect(decodeCursor(SCOPE, undefined, FORMS)).toBeUndefined();
  });

  it.each([
    [['now', 'a', 1]],
    [['2026-13-45 99:99:99+00', 'a', 1]],
    [['2026-11-21T05:06:37Z', 1, 1]],
    [['2026-11-21T05:06:37Z', 'a', 1.5]],
    [['2026-11-21T05:06:37Z', 'a\0', 1]],
    [['2026-11-21T05:06:37Z', 'a']],
    [[null, null, null] as never],
    [{ length: 3 } as never],
  ])('forged with the position %j is refused', (position) => {
    expect(() => decodeCursor(SCOPE, encodeCursor(SCOPE, position), FORMS)).toThrow('does not belong');
  });

  it('with an id that is none is refused', () => {
    const id = '01939c1e-9c3e-7c3e-8c3e-9c3e9c3e9c3e';
    expect(decodeCursor(SCOPE, encodeCursor(SCOPE, [id]), ['uuid'])).toEqual([id]);
    for (const other of [`${id}0`, id.toUpperCase(), 'x', 7])
      expect(() => decodeCursor(SCOPE, encodeCursor(SCOPE, [other]), ['uuid'])).toThrow('does not belong');
  });

  it.each(['', 'AAAA', '!!!', 'x'.repeat(1000)])('%j is none', (cursor) => {
    expect(() => decodeCursor(SCOPE, cursor, FORMS)).toThrow('does not belong');
  });
});

describe('a page', () => {
  it('ends with a cursor exactly when there is more', () => {
    const page = (rows: number[]) =>
      presentPage(
        rows,
        2,
        (row) => `after ${row}`,
        (row) => row * 10,
      );
    expect(page([1, 2, 3])).toEqual({ items: [10, 20], next_cursor: 'after 2' });
    expect(page([1, 2])).toEqual({ items: [10, 20], next_cursor: null });
    expect(page([])).toEqual({ items: [], next_cursor: null });
  });
});
