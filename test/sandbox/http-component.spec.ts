import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Permission } from '@iceos/core/manifest';
import type { HttpPolicy } from '@iceos/runtime/capabilities';
import type { CompiledComponent } from '@iceos/runtime/compiler';
import { SandboxError } from '@iceos/runtime/sandbox';
import { sandboxServices } from '@iceos/runtime/services';
import { componentFromJavaScript } from './components.js';
import { failureOf, startFixture, type Fixture } from './fixture.js';
import { exactly, listen, type Listener } from './http-host.js';

/** Sends every URL of its input and says what came of each; `odd` are arguments that are no request. */
const PROBE = `
  import { send } from 'iceos:host/http@0.1.0';
  export function run(input) {
    const { urls = [], odd } = JSON.parse(input);
    const said = (error) => ({ failed: error.payload ?? String(error) });
    if (odd) {
      try { return JSON.stringify(send(...odd)); } catch (error) { return JSON.stringify(said(error)); }
    }
    return JSON.stringify(urls.map((url) => {
      try {
        const { status, body } = send('GET', url, [['x-a', 'b']], new Uint8Array());
        return { status, body: [...body] };
      } catch (error) { return said(error); }
    }));
  }`;

let fixture: Fixture;
let probe: CompiledComponent;
const open: Listener[] = [];

beforeAll(async () => {
  fixture = await startFixture();
  probe = await fixture.compile(componentFromJavaScript(PROBE, ['http']));
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});
afterAll(() => fixture.close());

interface Run {
  readonly hosts?: readonly string[];
  readonly permission?: Partial<Permission>;
  readonly http?: HttpPolicy;
  readonly seconds?: number;
}

/** One call of the probe as a run makes it, with the events that it caused. */
async function run(input: object, { hosts = [], permission, http = {}, seconds = 10 }: Run) {
  const events: Readonly<Record<string, unknown>>[] = [];
  const services = sandboxServices({
    source: {
      schemas: () => ({ input: {}, output: {} }),
      loadTool: () =>
        Promise.resolve({
          compiled: probe,
          permissions: [{ interface: 'iceos:host/http', version: '0.1.0', hosts: [...hosts], ...permission }],
          limits: { timeout_seconds: seconds },
        }),
      loadCodeRunner: () => Promise.reject(new Error('there is none')),
    },
    sandbox: fixture.sandbox,
    tenant: 'tenant',
    files: new Map(),
    http,
    secrets: new Map(),
    callModel: () => Promise.reject(new Error('there is none')),
    prepareCode: (source) => Promise.resolve(source),
  });
  const call = services.callTool({
    key: 'run:n',
    tool: 'probe',
    input: input as never,
    signal: new AbortController().signal,
    timeoutMs: 60_000,
    onEvent: (_, payload) => events.push(payload),
    onUsage: () => {},
  });
  return { call, events };
}

async function host(...args: Parameters<typeof listen>): Promise<Listener> {
  const listener = await listen(...args);
  open.push(listener);
  return listener;
}

describe('a component that sends requests', () => {
  it('reaches the granted host, and no spelling of what is inside', async () => {
    const inside = await host();
    const outside = await host((request, response) => {
      if (request.url === '/in') response.writeHead(302, { location: `http://inside.test:${inside.port}/` });
      response.end('out');
    });
    const names = ['out.test', 'inside.test', 'mixed.test', 'localhost'];
    const answers: Readonly<Record<string, string[]>> = {
      'out.test': ['127.0.0.1'],
      'inside.test': ['127.0.0.1'],
      'mixed.test': ['93.184.215.14', '127.0.0.1'],
      localhost: ['127.0.0.1'],
    };
    const { port } = inside;
    const urls = [
      `http://out.test:${outside.port}/`,
      `http://out.test:${outside.port}/in`,
      ...['inside.test', 'mixed.test', 'localhost', '127.0.0.1', '2130706433', '0x7f.1', '[::1]'].map(
        (name) => `http://${name}:${port}/`,
      ),
      'http://169.254.169.254/',
      'file:///etc/passwd',
    ];
    const { call, events } = await run(
      { urls },
      {
        hosts: [`out.test:${outside.port}`, ...names.map((name) => `${name}:${port}`), `127.0.0.1:${port}`],
        http: {
          resolve: (name) => Promise.resolve(answers[name] ?? []),
          allowPrivate: exactly(`out.test:${outside.port}`),
        },
      },
    );
    const { output } = await call;
    const [reached, ...refused] = output as { status?: number; body?: number[]; failed?: string }[];
    expect(reached).toEqual({ status: 200, body: [...new TextEncoder().encode('out')] });
    const codes = refused.map(({ failed = '' }) => failed.split(':')[0]);
    expect(codes).toEqual([
      ...Array<string>(6).fill('address-not-public'),
      // Each spelling of it is the one name 127.0.0.1; the address in brackets and the metadata are not named at all.
      'address-not-public',
      'host-not-allowed',
      'host-not-allowed',
      'request-invalid',
    ]);
    expect(inside.connections()).toBe(0);
    expect(events.map(({ failed }) => failed)).toEqual([false, ...refused.map(() => true)]);
    expect(JSON.stringify(events)).not.toContain('x-a');
  });

  it('is cut off together with its request when its time is up', async () => {
    const closed = Promise.withResolvers<void>();
    const slow = await host((_, response) => void response.on('close', () => closed.resolve()));
    const name = `out.test:${slow.port}`;
    const { call } = await run(
      { urls: [`http://${name}/`] },
      {
        hosts: [name],
        http: { resolve: () => Promise.resolve(['127.0.0.1']), allowPrivate: exactly(name) },
        seconds: 0.5,
      },
    );
    expect(await failureOf(call)).toMatchObject({ code: 'limit-exceeded', limit: 'wallMs' });
    await closed.promise;
  });

  it('may ask only as often as its manifest says', async () => {
    const to = await host();
    const name = `out.test:${to.port}`;
    const http = { resolve: () => Promise.resolve(['127.0.0.1']), allowPrivate: exactly(name) };
    const urls = Array.from({ length: 3 }, () => `http://${name}/`);
    const { call } = await run({ urls }, { hosts: [name], permission: { max_calls: 2 }, http });
    expect(await failureOf(call)).toMatchObject({ code: 'limit-exceeded', limit: 'quota' });
    expect(to.connections()).toBe(2);
  });

  it('gets nothing when the manifest does not ask for it', async () => {
    const { call } = await run(
      { urls: ['http://out.test/'] },
      { permission: { interface: 'iceos:host/kv' } },
    );
    const error = await failureOf(call);
    expect(error).toBeInstanceOf(SandboxError);
    expect((error as Error).message).toContain('iceos:host/http@0.1.0#send, which this run does not grant');
  });

  it.each<[what: string, odd: unknown[]]>([
    ['no arguments', []],
    ['numbers', [1, 2, 3, 4]],
    ['headers that are no pairs', ['GET', 'http://a.test/', [['x']], []]],
    ['headers that are an object', ['GET', 'http://a.test/', { __proto__: 1 }, []]],
    ['a body that is a text', ['GET', 'http://a.test/', [], 'x']],
    ['lone surrogates', ['GET', 'http://a.test/\ud800', [['\udfff', '\ud800']], []]],
  ])('with %s for a request gets a typed error', async (_, odd) => {
    const { call } = await run({ odd }, {});
    const outcome = await call.then(
      ({ output }) => (output as { failed: string }).failed,
      (error: unknown) => error,
    );
    if (typeof outcome !== 'string') expect(outcome).toBeInstanceOf(SandboxError);
    else expect(outcome).toMatch(/^(?:request-invalid|host-not-allowed|TypeError|Error)\b/);
  });
});
