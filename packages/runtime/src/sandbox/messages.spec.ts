import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseChildMessage } from './messages.js';

const NO_BODY = new Uint8Array();

describe('a message of a child', () => {
  it('is read when it has its shape', () => {
    expect(parseChildMessage({ header: { type: 'ready', missing: [], networks: 0 }, body: NO_BODY })).toEqual(
      {
        type: 'ready',
        missing: [],
        networks: 0,
      },
    );
    const host = { type: 'host', call: 'c', sequence: 1, interface: 'i', function: 'f', args: [null] };
    expect(parseChildMessage({ header: host, body: NO_BODY })).toEqual(host);
    const body = Uint8Array.of(1);
    expect(parseChildMessage({ header: { type: 'done', call: 'c', outcome: 'output' }, body })).toEqual({
      type: 'done',
      call: 'c',
      outcome: 'output',
      body,
    });
  });

  it.each([
    {},
    { type: 'load' },
    { type: 'ready', missing: 'none', networks: 0 },
    { type: 'ready', missing: [1], networks: 0 },
    { type: 'ready', missing: [], networks: -1 },
    { type: 'host', call: 'c', sequence: 1.5, interface: 'i', function: 'f', args: [] },
    { type: 'host', call: 'c', sequence: 1, interface: ['i'], function: 'f', args: [] },
    { type: 'host', call: 'c', sequence: 1, interface: 'i', function: 'f', args: { length: 0 } },
    { type: 'host', call: 'c', sequence: 1, interface: 'i', function: 'f', args: Array(100).fill(0) },
    { type: 'host', call: 'c'.repeat(101), sequence: 1, interface: 'i', function: 'f', args: [] },
    { type: 'done', outcome: 'output' },
    { type: 'done', call: 'c', outcome: 'constructor' },
    { type: 'done', call: 'c', outcome: 'trap' },
    { type: 'done', call: 'c', outcome: 'output-too-large', bytes: '1' },
    { type: 'done', call: 'c', outcome: 'tool-error', error: null },
    { type: 'done', call: 'c', outcome: 'tool-error', error: { code: 'c', message: 'm', retryable: 1 } },
  ])('is none when it is %j', (header) => {
    expect(parseChildMessage({ header, body: NO_BODY })).toBeUndefined();
  });

  it('holds no text that is longer than it may be', () => {
    const long = 'x'.repeat(100_000);
    const error = { code: long, message: long, retryable: false };
    expect(
      JSON.stringify(
        parseChildMessage({
          header: { type: 'done', call: 'c', outcome: 'tool-error', error },
          body: NO_BODY,
        }),
      ).length,
    ).toBeLessThan(5000);
    expect(
      JSON.stringify(
        parseChildMessage({
          header: { type: 'done', call: 'c', outcome: 'trap', detail: long },
          body: NO_BODY,
        }),
      ).length,
    ).toBeLessThan(1000);
  });

  it('is a message or none, whatever the header', () => {
    const word = fc.constantFrom('ready', 'host', 'done', 'output', 'trap', 'tool-error', 'no-text');
    const key = fc.constantFrom(
      'type',
      'call',
      'outcome',
      'error',
      'sequence',
      'args',
      'interface',
      'function',
    );
    fc.assert(
      fc.property(fc.dictionary(key, fc.oneof(word, fc.jsonValue())), (header) => {
        const message = parseChildMessage({ header, body: NO_BODY });
        expect(message === undefined || message.type === header.type).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
