import { describe, expect, it } from '@jest/globals';
import { BackOff } from './back-off.js';

describe('a tenant', () => {
  it('that broke no child waits for none', () => {
    const backOff = new BackOff();
    backOff.started('a', 0);
    backOff.served('a');
    expect(backOff.holds('a', 0)).toBe(false);
  });

  it('waits twice as long after each child that it broke, up to a limit, and nobody else waits', () => {
    const backOff = new BackOff();
    for (const ms of [500, 1000, 2000, 4000, 8000, 8000]) {
      backOff.broke('a', 0);
      expect([backOff.holds('a', ms - 1), backOff.holds('a', ms), backOff.holds('b', 0)]).toEqual([
        true,
        false,
        false,
      ]);
    }
  });

  it('gets one child per pause', () => {
    const backOff = new BackOff();
    backOff.broke('a', 0);
    backOff.started('a', 500);
    expect([backOff.holds('a', 999), backOff.holds('a', 1000)]).toEqual([true, false]);
  });

  it('is forgiven with each call that ends well', () => {
    const backOff = new BackOff();
    backOff.broke('a', 0);
    backOff.broke('a', 0);
    backOff.served('a');
    backOff.started('a', 1000);
    expect([backOff.holds('a', 1499), backOff.holds('a', 1500)]).toEqual([true, false]);
    backOff.served('a');
    expect(backOff.holds('a', 1001)).toBe(false);
  });

  it('is forgotten when it has kept quiet for long, and not before', () => {
    const backOff = new BackOff();
    backOff.broke('a', 0);
    backOff.sweep(8000);
    backOff.broke('a', 8000);
    expect(backOff.holds('a', 8999)).toBe(true);
    backOff.sweep(60_000);
    backOff.broke('a', 60_000);
    expect(backOff.holds('a', 60_500)).toBe(false);
  });
});
