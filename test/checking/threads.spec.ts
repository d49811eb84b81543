import { afterEach, describe, expect, it } from '@jest/globals';
import type { Digest } from '@iceos/core/digest';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CheckingThreads,
  resolutionKey,
  type CheckingOptions,
  type LookedUp,
  type Named,
} from '@iceos/runtime/checking';

const opened: CheckingThreads[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((threads) => threads.close()));
});

function open(options: CheckingOptions = {}): CheckingThreads {
  const threads = new CheckingThreads(options);
  opened.push(threads);
  return threads;
}

const FINE = { nodes: [{ id: 'a', type: 'tool', tool_name: 'echo_tool' }] };
const draft = (value: unknown) => ({ document: { value }, level: 'draft' as const, policy: {} });
const ECHO: Extract<LookedUp, { ok: true }>['component'] = {
  node_type: 'tool',
  name: 'echo_tool',
  namespace: 'iceos',
  package: 'echo_tool',
  version: '1.0.0',
  component_version: '1.0.0',
  manifest_digest: 'a'.repeat(64) as Digest,
  component_digest: 'b'.repeat(64) as Digest,
  permissions: [],
  limits: {},
  schema: { input: {}, output: {} },
};
const nothing = () => Promise.resolve(new Map());

/** Takes far longer to check than the deadline that it is given here, whatever the machine: thousands of texts are read. */
const LONG = {
  nodes: Array.from({ length: 9000 }, (_, at) => ({
    id: `n${at}`,
    type: 'llm',
    model: 'gpt-4o',
    dependencies: at === 0 ? [] : [`n${at - 1}`],
    prompt: Array.from({ length: 11 }, (_, part) => `{{ inputs.a${part} or inputs.b }}`).join(' '),
  })),
};

describe('checking in threads', () => {
  it('gives what checking here gives, with what was looked up in between', async () => {
    const asked: Named[] = [];
    const { readable, findings } = await open().check('acme', draft(FINE), (named) => {
      asked.push(...named);
      const [use] = named[0]?.uses ?? [];
      const refused = { ok: false, code: 'forbidden', detail: 'not for you' } as const;
      return Promise.resolve(new Map(use ? [[resolutionKey(use), refused]] : []));
    });
    expect(asked).toMatchObject([
      { hasCode: false, uses: [{ text: 'echo_tool', pointer: '/nodes/0/tool_name' }] },
    ]);
    expect([readable, findings.map(({ code, detail }) => `${code}: ${detail}`)]).toEqual([
      true,
      ['component-forbidden: not for you'],
    ]);
  });

  it('ends what takes longer than the deadline, and goes on with another thread', async () => {
    const threads = open({ threads: 1, deadlineMs: 150 });
    await expect(threads.check('acme', draft(LONG), nothing)).rejects.toMatchObject({
      code: 'checking-too-long',
    });
    // A machine that is busy enough makes anything late: what counts is that there is a thread again.
    let served: { readonly readable: boolean } | undefined;
    for (let attempt = 0; attempt < 50 && !served; attempt += 1)
      served = await threads.check('acme', draft(FINE), nothing).catch(() => undefined);
    expect(served).toMatchObject({ readable: true });
  });

  it('does not count the time of the look-up, and passes on what it fails with', async () => {
    const threads = open({ threads: 1, deadlineMs: 1500 });
    const slow = threads.check('acme', draft(FINE), async () => {
      await sleep(2000);
      return new Map();
    });
    expect(await slow).toMatchObject({ readable: true });
    const failing = threads.check('acme', draft(FINE), () => Promise.reject(new Error('no database')));
    await expect(failing).rejects.toThrow('no database');
    expect(await threads.check('acme', draft(FINE), nothing)).toMatchObject({ readable: true });
  });

  it('lets tenants take turns, and refuses more of one than may wait', async () => {
    const threads = open({ threads: 1 });
    const order: string[] = [];
    const ask = (tenant: string) =>
      threads.check(tenant, draft(FINE), nothing).then(
        () => order.push(tenant),
        ({ code }: { code: string }) => order.push(`${tenant} ${code}`),
      );
    await Promise.all([...Array.from({ length: 40 }, () => ask('greedy')), ask('modest')]);
    expect(order.filter((entry) => entry === 'greedy checking-overloaded').length).toBeGreaterThan(0);
    const served = order.filter((entry) => !entry.includes(' '));
    expect(served.indexOf('modest')).toBeLessThan(3);
  });

  it('refuses at sight what is no blueprint, without any thread', async () => {
    const crowd = { nodes: Array.from({ length: 10_001 }, () => ({})) };
    expect(await open().check('acme', draft(crowd), nothing)).toMatchObject({
      readable: false,
      findings: [{ code: 'too-many-nodes' }],
    });
    expect(
      await open().freeze('acme', { document: { value: 7 }, options: { interpreterAbi: 1 } }, nothing),
    ).toMatchObject({
      findings: [{ code: 'not-json' }],
    });
  });

  it('gives the canonical bytes of what it read, where they are wanted', async () => {
    const threads = open();
    const { bytes } = await threads.check(
      'acme',
      { ...draft({ ...FINE, odd: 1 }), canonical: true },
      nothing,
    );
    expect(bytes && new TextDecoder().decode(bytes)).toBe(
      '{"nodes":[{"id":"a","tool_name":"echo_tool","type":"tool"}]}',
    );
    expect(await threads.check('acme', draft(FINE), nothing)).not.toHaveProperty('bytes');
  });

  it('reads frozen blueprints, small ones here and large ones elsewhere, and says why it cannot', async () => {
    const threads = open();
    for (const count of [1, 2000]) {
      const nodes = Array.from({ length: count }, (_, at) => ({ ...FINE.nodes[0], id: `n${at}` }));
      const tool: LookedUp = { ok: true, component: ECHO };
      const { frozen, findings } = await threads.freeze(
        'acme',
        { document: { value: { nodes } }, options: { interpreterAbi: 1 } },
        () => Promise.resolve(new Map([[resolutionKey({ node_type: 'tool', text: 'echo_tool' }), tool]])),
      );
      expect(findings).toEqual([]);
      const bytes = frozen?.bytes ?? new Uint8Array();
      expect((await threads.readFrozen('acme', bytes)).blueprint.nodes).toHaveLength(count);
      await expect(threads.readFrozen('acme', bytes.with(10, 0x21))).rejects.toThrow();
    }
  });

  it('checks values here where that is soon told, and elsewhere with the same verdict', async () => {
    const threads = open();
    const schema = { type: 'array', items: { type: 'integer' } };
    const long = Array.from({ length: 50_000 }, (_, at) => (at === 49_999 ? 'x' : at));
    expect(await threads.violations('acme', schema, [1, 'x'])).toMatchObject([
      { path: '1', keyword: 'type' },
    ]);
    expect(await threads.violations('acme', schema, long)).toMatchObject([
      { path: '49999', keyword: 'type' },
    ]);
  });

  it('refuses what waits and what runs when it closes', async () => {
    const threads = new CheckingThreads({ threads: 1 });
    const running = threads.check('acme', draft(LONG), nothing);
    const waiting = threads.check('acme', draft(FINE), nothing);
    await Promise.all([
      expect(running).rejects.toMatchObject({ code: 'checking-overloaded' }),
      expect(waiting).rejects.toMatchObject({ code: 'checking-overloaded' }),
      threads.close(),
    ]);
  });
});
