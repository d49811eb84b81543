import { describe, expect, it } from '@jest/globals';
import { DEFAULT_LIMITS, smallerLimits } from './limits.js';

describe('the limits of a call', () => {
  it('are those of the sandbox when it asks for none', () => {
    expect(smallerLimits(DEFAULT_LIMITS)).toEqual(DEFAULT_LIMITS);
  });

  it('are the smaller ones, each by itself', () => {
    const limits = smallerLimits(DEFAULT_LIMITS, { wallMs: 5, outputBytes: DEFAULT_LIMITS.outputBytes * 2 });
    expect(limits).toEqual({ ...DEFAULT_LIMITS, wallMs: 5 });
  });
});
