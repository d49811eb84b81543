import { describe, expect, it } from '@jest/globals';
import { ToolError } from '../authoring/tool-error.js';
import { hostOver } from './grants.js';
import { GuestPromise } from './promise.js';
import { serveCode, serveTool } from './serve.js';

function answer(run: (input: never, host: never) => unknown, input = '{}'): unknown {
  try {
    return JSON.parse(serveTool({ run }, hostOver({}))(input));
  } catch (error) {
    return error;
  }
}

describe('a call of a tool', () => {
  it('gives the tool its input and the host what it returns, also by promise', () => {
    expect(answer((input) => ({ got: input }), '{"a":1}')).toEqual({ got: { a: 1 } });
    expect(answer(() => GuestPromise.resolve({ a: 1 }).then((value) => value))).toEqual({ a: 1 });
    expect(answer(() => null)).toBe(null);
  });

  it('keeps code, message and retryable of an error that the tool throws on purpose', () => {
    const error = answer(() => {
      throw new ToolError('out-of-stock', 'None is left.', { retryable: true });
    });
    expect(error).toEqual({ code: 'out-of-stock', message: 'None is left.', retryable: true });
    expect(error).not.toBeInstanceOf(Error);
  });

  it('knows such an error from another copy of this package', () => {
    const foreign = Object.assign(new Error('m'), {
      code: 'c',
      retryable: false,
      [Symbol.for('iceos.tool-error')]: true,
    });
    expect(answer(() => GuestPromise.reject(foreign))).toEqual({ code: 'c', message: 'm', retryable: false });
  });

  it.each<[string, unknown, string]>([
    ['an error', new RangeError('too far'), 'RangeError: too far'],
    ['a text', 'just text', 'just text'],
    ['an object', { reason: 1 }, '{"reason":1}'],
    ['nothing', undefined, 'undefined'],
    ['half a character', '\ud800', '\ufffd'],
  ])('reports %s that it throws as tool-failed, with its text', (_, thrown, message) => {
    const error = answer(() => {
      throw thrown;
    });
    expect(error).toEqual({ code: 'tool-failed', message, retryable: false });
  });

  it('cuts a text that no one would read to its end', () => {
    const { message } = answer(() => {
      throw new Error('x'.repeat(100_000));
    }) as { message: string };
    expect(message).toHaveLength(10_000);
  });

  it('refuses results that have no JSON form', () => {
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    for (const value of [undefined, () => 1, 1n, cycle]) {
      expect(answer(() => value)).toMatchObject({ code: 'output-invalid' });
    }
  });

  it('says so when the tool waits for what will never come', () => {
    expect(answer(() => new GuestPromise(() => undefined))).toMatchObject({ code: 'promise-pending' });
  });

  it('reports an input that is not JSON instead of stopping', () => {
    expect(answer(() => 1, '{')).toMatchObject({ code: 'tool-failed' });
  });
});

it('hands a code runner source and input together', () => {
  const run = (input: never) => input;
  expect(serveCode({ run }, hostOver({}))('return 1', '[2]')).toBe('{"source":"return 1","input":[2]}');
});
