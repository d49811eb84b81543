import { describe, expect, it } from '@jest/globals';
import { httpOver, type RawHttp } from './http.js';

const encoder = new TextEncoder();

function over(answer: Partial<ReturnType<RawHttp['send']>> | Error | { payload: string }) {
  const sent: unknown[][] = [];
  const http = httpOver(
    {
      send(method, url, headers, body) {
        sent.push([method, url, headers, new TextDecoder().decode(body)]);
        if (answer instanceof Error || 'payload' in answer) throw answer as Error;
        return { status: 200, headers: [], body: new Uint8Array(), ...answer };
      },
    },
    () => undefined,
  );
  return { ...http, sent };
}

describe('host.http.fetch', () => {
  it('sends what it was given, and defaults for the rest', () => {
    const { sent, ...http } = over({});
    http.fetch('https://a.test/');
    http.fetch('https://a.test/', { body: 'grün' });
    http.fetch('https://a.test/', { method: 'patch', json: { a: 1 }, headers: { 'X-Own': '1' } });
    http.fetch('https://a.test/', { json: [], headers: { 'Content-Type': 'application/x+json' } });
    expect(sent).toEqual([
      ['GET', 'https://a.test/', [], ''],
      ['POST', 'https://a.test/', [], 'grün'],
      [
        'PATCH',
        'https://a.test/',
        [
          ['X-Own', '1'],
          ['content-type', 'application/json'],
        ],
        '{"a":1}',
      ],
      ['POST', 'https://a.test/', [['Content-Type', 'application/x+json']], '[]'],
    ]);
  });

  it.each([
    [1, {}],
    ['https://a.test/', { method: 1 }],
    ['https://a.test/', { headers: { a: 1 } }],
    ['https://a.test/', { body: 1 }],
  ])('refuses %j with %j, which are no texts', (url, request) => {
    const { sent, ...http } = over({});
    expect(() => http.fetch(url as never, request as never)).toThrow(TypeError);
    expect(sent).toEqual([]);
  });

  it('gives the response', () => {
    const headers: [string, string][] = [
      ['a', '1'],
      ['b', '2'],
      ['a', '3'],
      ['__proto__', 'x'],
    ];
    const response = over({ status: 404, headers, body: encoder.encode('{"a":"ü"}') }).fetch(
      'https://a.test/',
    );
    expect([response.status, response.ok, response.headers.a, response.headers.b]).toEqual([
      404,
      false,
      '1, 3',
      '2',
    ]);
    expect([response.text(), response.json()]).toEqual(['{"a":"ü"}', { a: 'ü' }]);
    expect(() =>
      over({ body: encoder.encode('<') })
        .fetch('https://a.test/')
        .json(),
    ).toThrow(expect.objectContaining({ code: 'http-no-json' }));
  });

  it.each([
    ['timeout: too long', 'http-timeout', 'too long', true],
    ['connection-failed: it (ECONNRESET)', 'http-connection-failed', 'it (ECONNRESET)', true],
    ['host-not-allowed: a.test:443', 'http-host-not-allowed', 'a.test:443', false],
    ['something else', 'http-failed', 'something else', false],
  ])('turns %j into an error of the tool', (payload, code, message, retryable) => {
    const expected = expect.objectContaining({ code, message, retryable });
    expect(() => over({ payload }).fetch('https://a.test/')).toThrow(expected);
    expect(() => over(new Error(payload)).fetch('https://a.test/')).toThrow(expected);
  });
});
