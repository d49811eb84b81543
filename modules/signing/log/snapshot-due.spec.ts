import { describe, expect, it } from '@jest/globals';
import { isDue } from './snapshot-due.js';

describe('the snapshot of an idle log', () => {
  const at = new Date('2026-01-01T00:00:00Z');
  const after = (hours: number) => new Date(at.getTime() + hours * 3_600_000);

  it('is due when there is none', () => expect(isDue(undefined, at)).toBe(true));

  it('is due again after twelve hours, and not before', () => {
    expect([11.9, 12, 48].map((hours) => isDue(at, after(hours)))).toEqual([false, true, true]);
  });

  it('is not due when the clock was set back', () => expect(isDue(at, after(-48))).toBe(false));
});
