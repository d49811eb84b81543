import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { HostFailure } from '@iceos/runtime/capabilities';
import type { CompiledComponent } from '@iceos/runtime/compiler';
import { sandboxServices, type HostPorts } from '@iceos/runtime/services';
import { componentFromJavaScript } from './components.js';
import { failureOf, startFixture, type Fixture } from './fixture.js';

/** Asks a model, and keeps and finds what it said; `model` may be one that is refused. */
const PROBE = `
  import { complete } from 'iceos:host/llm@0.1.0';
  import { get, set, delete as forget, search } from 'iceos:host/memory@0.1.0';
  export function run(input) {
    const { model } = JSON.parse(input);
    try {
      const { text, promptTokens, completionTokens } = complete(model, 'hello', 5);
      set('said', text);
      const kept = get('said');
      const found = search(text, 3);
      forget('said');
      return JSON.stringify({ text, promptTokens, completionTokens, kept, found, left: get('said') ?? null });
    } catch (error) {
      return JSON.stringify({ failed: error.payload ?? String(error) });
    }
  }`;

let fixture: Fixture;
let probe: CompiledComponent;
beforeAll(async () => {
  fixture = await startFixture();
  probe = await fixture.compile(componentFromJavaScript(PROBE, ['llm', 'memory']));
});
afterAll(() => fixture.close());

/** What stands behind the ports of one run. */
function owners(): Required<HostPorts> {
  const kept = new Map<string, string>();
  return {
    llm: {
      complete: async (model, prompt, maxTokens) => {
        if (model !== 'known') throw new HostFailure('model-not-allowed: ask for another');
        return { text: `${prompt} in ${maxTokens}`, promptTokens: 1, completionTokens: maxTokens };
      },
    },
    memory: {
      get: (key) => kept.get(key),
      set: (key, value) => void kept.set(key, value),
      delete: (key) => void kept.delete(key),
      search: (query, limit) =>
        [...kept].flatMap(([key, text]) => (text === query ? key : [])).slice(0, limit),
    },
  };
}

function run(model: string, ports?: HostPorts, asks = ['llm', 'memory']) {
  const permissions = asks.map((name) => ({ interface: `iceos:host/${name}`, version: '0.1.0' }));
  const services = sandboxServices({
    source: {
      schemas: () => ({ input: {}, output: {} }),
      loadTool: () => Promise.resolve({ compiled: probe, permissions, limits: {} }),
      loadCodeRunner: () => Promise.reject(new Error('there is none')),
    },
    sandbox: fixture.sandbox,
    tenant: 'tenant',
    files: new Map(),
    http: {},
    secrets: new Map(),
    ...(ports ? { ports } : {}),
    callModel: () => Promise.reject(new Error('there is none')),
    prepareCode: (source) => Promise.resolve(source),
  });
  return services.callTool({
    key: 'run:n',
    tool: 'probe',
    input: { model },
    signal: new AbortController().signal,
    timeoutMs: 60_000,
    onEvent: () => {},
    onUsage: () => {},
  });
}

it('hands calls to whoever stands behind a port, and brings back what it says', async () => {
  const { output } = await run('known', owners());
  expect(output).toEqual({
    text: 'hello in 5',
    promptTokens: 1,
    completionTokens: 5,
    kept: 'hello in 5',
    found: ['said'],
    left: null,
  });
});

it('tells the tool why there is no answer', async () => {
  expect((await run('other', owners())).output).toEqual({ failed: 'model-not-allowed: ask for another' });
});

it.each([
  ['nobody stands behind it', undefined, ['llm', 'memory']],
  ['the tool did not ask for it', owners(), ['memory']],
])('grants no port when %s', async (_why, ports, asks) => {
  expect(await failureOf(run('known', ports, asks))).toMatchObject({ code: 'component-trapped' });
});
