import { describe, expect, it } from '@jest/globals';
import { readLogRecord } from './log-record.js';

const revocation = {
  schema_version: 'log-record.v0',
  index: 7,
  time: '2026-01-01T00:00:00.000Z',
  type: 'revocation',
  scope: 'key',
  subject: 'a'.repeat(64),
  reason: 'stolen',
};

describe('the record of a revocation', () => {
  it.each([
    ['says from which index on it holds', { ...revocation, since: 3 }],
    ['may be from before it said so', revocation],
  ])('%s', (_rule, record) => {
    expect(readLogRecord(record)).toEqual(record);
  });

  it.each([-1, 1.5, '3', null])('does not hold from %j', (since) => {
    expect(readLogRecord({ ...revocation, since })).toBeUndefined();
  });
});
