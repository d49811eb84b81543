import { beforeAll, describe, expect, it } from '@jest/globals';
import { call, newOrg, type Answer, type TestOrg } from '../harness/api.js';
import { makePackage, publish, publisherOf } from '../harness/packages.js';
import { sharedServer, type SharedServer } from '../harness/shared-server.js';

const MINUTES = 300_000;
const ROOT = '/api/mcp/blueprints/partial';
let server: SharedServer;
let org: TestOrg;

beforeAll(async () => {
  server = await sharedServer();
  org = await newOrg(server);
}, MINUTES);

const writer = (id: string, more: object = {}) => ({ id, type: 'tool', tool_name: 'writer_tool', ...more });
const lookup = (id: string) => ({ id, type: 'tool', tool_name: 'lookup_tool' });

function send(
  method: string,
  path: string,
  { body, lock, token = org.token }: { body?: unknown; lock?: string; token?: string } = {},
) {
  return call(server, method, `${ROOT}${path}`, {
    token,
    ...(body === undefined ? {} : { body }),
    headers: lock === undefined ? {} : { 'x-version-lock': lock },
  });
}

/** A partial blueprint that is changed with the lock of its last answer. */
class Partial {
  constructor(private last: Answer) {}

  static async begin(node?: object): Promise<Partial> {
    const begun = await send('POST', '', node ? { body: node } : {});
    if (begun.status !== 200) throw new Error(JSON.stringify(begun.body));
    return new Partial(begun);
  }

  get id(): string {
    return this.last.body.blueprint_id as string;
  }

  get lock(): string {
    return this.last.headers.get('x-version-lock') ?? '';
  }

  get body(): Answer['body'] {
    return this.last.body;
  }

  async put(body: object): Promise<Answer> {
    const answer = await send('PUT', `/${this.id}`, { body, lock: this.lock });
    if (answer.status === 200) this.last = answer;
    return answer;
  }

  finalize(): Promise<Answer> {
    return send('POST', `/${this.id}/finalize`, { lock: this.lock });
  }
}

describe('a partial blueprint', () => {
  it('begins empty or with a node, and says what it lacks (P1)', async () => {
    const empty = await send('POST', '');
    expect(empty.status).toBe(200);
    expect(empty.body).toMatchObject({
      blueprint_id: expect.stringMatching(/^partial_bp_[0-9a-f]{8}$/),
      nodes: [],
      is_complete: false,
      validation_errors: ['No nodes added yet'],
    });
    const { body } = await Partial.begin(writer('w'));
    expect(body).toMatchObject({
      is_complete: false,
      validation_errors: ['Node w has unconnected inputs: [notes]'],
      nodes: [
        {
          id: 'w',
          pending_inputs: [{ name: 'notes', type: 'string' }],
          pending_outputs: [{ name: 'summary', type: 'string' }],
          suggestions: [expect.stringContaining('{{ inputs.notes }}')],
        },
      ],
    });
  });

  it('needs the lock it has now for every change, and tells it in every answer (P2, P3)', async () => {
    const partial = await Partial.begin();
    const { id, lock } = partial;
    const add = { action: 'add_node', node: lookup('a') };
    const read = await send('GET', `/${id}`);
    expect(read.headers.get('x-version-lock')).toBe(lock);
    expect(read.body.version_lock).toBe(lock);
    expect((await send('PUT', `/${id}`, { body: add })).status).toBe(428);
    expect((await send('PUT', `/${id}`, { body: add, lock: 'f'.repeat(64) })).status).toBe(409);
    expect((await send('POST', `/${id}/finalize`)).status).toBe(428);
    expect((await send('POST', `/${id}/finalize`, { lock: 'wrong' })).status).toBe(409);
    const added = await partial.put(add);
    expect(added.status).toBe(200);
    expect(partial.lock).not.toBe(lock);
    expect((await send('GET', `/${id}`)).headers.get('x-version-lock')).toBe(partial.lock);
  });

  it('has another lock when a change was taken back', async () => {
    const partial = await Partial.begin(lookup('a'));
    const before = partial.lock;
    await partial.put({ action: 'add_node', node: lookup('b') });
    await partial.put({ action: 'remove_node', node_id: 'b' });
    expect(partial.body.nodes).toHaveLength(1);
    expect(partial.lock).not.toBe(before);
  });

  it('of changes made at once from the same lock takes exactly one', async () => {
    const { id, lock } = await Partial.begin();
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, at) =>
        send('PUT', `/${id}`, { body: { action: 'add_node', node: lookup(`n${at}`) }, lock }),
      ),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, ...Array.from({ length: 11 }, () => 409)]);
    expect((await send('GET', `/${id}`)).body.nodes).toHaveLength(1);
  });

  it('collects what is wrong in the words that clients know, and replaces its suggestions', async () => {
    const partial = await Partial.begin({ id: 'a', type: 'tool', tool_name: 'no_such_tool' });
    await partial.put({
      action: 'add_node',
      node: writer('b', { dependencies: ['gone'], tool_args: { notes: 'x' } }),
    });
    await partial.put({ action: 'add_node', node: { id: 'c', type: 'agent', package: 'no_agent' } });
    expect(partial.body.validation_errors).toEqual(
      expect.arrayContaining([
        "Tool 'no_such_tool' not found in registry",
        "Agent 'no_agent' not found in registry",
        'Node b depends on non-existent node gone',
      ]),
    );
    expect(partial.body.nodes[0].suggestions).toEqual([expect.stringContaining('/components/validate')]);
    for (const id of ['a', 'c']) await partial.put({ action: 'remove_node', node_id: id });
    await partial.put({ action: 'update_node', node_id: 'b', updates: { dependencies: [] } });
    expect(partial.body).toMatchObject({
      is_complete: true,
      validation_errors: [],
      next_suggestions: [expect.stringMatching(/^Blueprint is valid! /)],
    });
    await partial.put({ action: 'suggest' });
    expect(partial.body.next_suggestions).toHaveLength(1);
  });

  it('keeps dependants of a removed node, as errors', async () => {
    const partial = await Partial.begin(lookup('a'));
    await partial.put({ action: 'add_node', node: { ...lookup('b'), dependencies: ['a'] } });
    await partial.put({ action: 'remove_node', node_id: 'a' });
    expect(partial.body.validation_errors).toEqual(['Node b depends on non-existent node a']);
  });

  it('sees an input as fed by an argument, a mapping, or a member of the same name', async () => {
    const { id: namespace, notes } = await toolGiving('notes');
    const feeder = { id: 'a', type: 'tool', tool_name: `${namespace}/${notes}` };
    for (const more of [
      { tool_args: { notes: '{{ inputs.notes }}' } },
      { dependencies: ['a'], input_mappings: { notes: { source_node_id: 'a', source_output_key: 'notes' } } },
      { dependencies: ['a'] },
    ]) {
      const partial = await Partial.begin(feeder);
      await partial.put({ action: 'add_node', node: writer('w', more) });
      expect([more, partial.body.validation_errors]).toEqual([more, []]);
    }
  });

  it('takes its nodes back as it shows them', async () => {
    const partial = await Partial.begin(writer('w', { tool_args: { notes: 'x' } }));
    const [shown] = partial.body.nodes;
    await partial.put({ action: 'remove_node', node_id: 'w' });
    expect((await partial.put({ action: 'add_node', node: shown })).status).toBe(200);
    await partial.put({
      action: 'update_node',
      node_id: 'w',
      updates: { pending_inputs: [], name: 'Writes' },
    });
    expect(partial.body).toMatchObject({ is_complete: true, nodes: [{ name: 'Writes' }] });
  });
});

/** Publishes a tool that gives an output of that name. */
async function toolGiving(output: string): Promise<{ id: string } & Record<string, string>> {
  const publisher = await publisherOf(server, org, `k-${output}`);
  const name = `gives_${output}_tool`;
  const schema = { type: 'object', properties: { [output]: { type: 'string' } }, required: [output] };
  const sent = await publish(
    server,
    org.token,
    await makePackage(publisher, {
      name: `gives_${output}`,
      components: [{ name, schema: { input: { type: 'object' }, output: schema } }],
    }),
  );
  if (sent.status !== 201) throw new Error(JSON.stringify(sent.body));
  return { id: org.id, [output]: name };
}

describe('a change', () => {
  it.each([
    ['without an action', {}],
    ['with an unknown action', { action: 'explode' }],
    ['that is a list', []],
    ['that is null', 'null'],
    ['adding nothing', { action: 'add_node' }],
    ['adding a text', { action: 'add_node', node: 'a' }],
    ['adding a node without id', { action: 'add_node', node: { type: 'tool' } }],
    ['adding a node without type', { action: 'add_node', node: { id: 'x' } }],
    ['adding a node of no type', { action: 'add_node', node: { id: 'x', type: 'magic' } }],
    ['adding a node with an unknown member', { action: 'add_node', node: { ...lookup('x'), surprise: 1 } }],
    ['adding a node with an empty id', { action: 'add_node', node: lookup('') }],
    ['adding a node whose id is there', { action: 'add_node', node: lookup('a') }],
    ['removing nothing', { action: 'remove_node' }],
    ['removing a node that is not there', { action: 'remove_node', node_id: 'zzz' }],
    ['updating nothing', { action: 'update_node', node_id: 'a' }],
    ['updating with a list', { action: 'update_node', node_id: 'a', updates: [] }],
    ['updating to a wrong type', { action: 'update_node', node_id: 'a', updates: { retries: 'many' } }],
    ['updating a node that is not there', { action: 'update_node', node_id: 'b', updates: {} }],
    [
      'with a wrong type inside a nested node',
      { action: 'add_node', node: { id: 'l', type: 'loop', body: [{ id: 'i', type: 'tool', retries: -1 }] } },
    ],
  ])('%s is refused with 422 and a place, and changes nothing', async (_, body) => {
    const partial = await Partial.begin(lookup('a'));
    const before = partial.lock;
    const { status, body: problem } = await partial.put(body as object);
    expect([status, problem.code]).toEqual([422, 'partial-invalid']);
    expect(problem.errors[0]).toMatchObject({ pointer: expect.any(String), detail: expect.any(String) });
    expect((await send('GET', `/${partial.id}`)).headers.get('x-version-lock')).toBe(before);
  });

  it('whose place is in a node says so from the request on', async () => {
    const partial = await Partial.begin(lookup('a'));
    const { body } = await partial.put({ action: 'update_node', node_id: 'a', updates: { retries: 'many' } });
    expect(body.errors[0].pointer).toBe('/updates/retries');
    const added = await partial.put({ action: 'add_node', node: { ...lookup('b'), retries: 'many' } });
    expect(added.body.errors[0].pointer).toBe('/node/retries');
  });

  it('that would make it renamed to another node is refused', async () => {
    const partial = await Partial.begin(lookup('a'));
    await partial.put({ action: 'add_node', node: lookup('b') });
    const { status } = await partial.put({ action: 'update_node', node_id: 'b', updates: { id: 'a' } });
    expect(status).toBe(422);
  });

  it('that is huge or deep is refused, and the server goes on', async () => {
    const partial = await Partial.begin(lookup('a'));
    const huge = {
      action: 'update_node',
      node_id: 'a',
      updates: { tool_args: { text: 'x'.repeat(1_100_000) } },
    };
    expect((await partial.put(huge)).status).toBe(413);
    let deep = '0';
    for (let level = 0; level < 5000; level += 1) deep = `[${deep}]`;
    const text = `{"action":"update_node","node_id":"a","updates":{"tool_args":{"x":${deep}}}}`;
    const sent = await call(server, 'PUT', `${ROOT}/${partial.id}`, {
      token: org.token,
      body: text,
      headers: { 'x-version-lock': partial.lock },
    });
    expect(sent.status).toBe(400);
    const many = Array.from({ length: 600 }, (_, at) => lookup(`n${at}`));
    const loop = { id: 'l', type: 'loop', items_source: 'inputs.x', body: many };
    expect((await partial.put({ action: 'add_node', node: loop })).status).toBe(413);
    expect((await call(server, 'GET', '/livez')).status).toBe(200);
  });

  it(
    'that puts a component with large schemas into many nodes is answered in measure',
    async () => {
      const publisher = await publisherOf(server, org, 'k-large');
      const names = Array.from({ length: 300 }, (_, at) => `member_${at}`);
      const large = {
        type: 'object' as const,
        properties: Object.fromEntries(
          names.map((name) => [name, { type: 'string', description: 'x'.repeat(50) }]),
        ),
        required: names,
      };
      const component = { name: 'large_tool', schema: { input: large, output: large } };
      const sent = await publish(
        server,
        org.token,
        await makePackage(publisher, { name: 'large', components: [component] }),
      );
      expect(sent.status).toBe(201);
      const nodes = Array.from({ length: 400 }, (_, at) => ({
        id: `n${at}`,
        type: 'tool',
        tool_name: 'large_tool',
        dependencies: at === 0 ? [] : [`n${at - 1}`],
      }));
      const partial = await Partial.begin(nodes[0]);
      const applied = await call(server, 'POST', '/api/v1/builder/apply', {
        token: org.token,
        body: { blueprint: { nodes } },
      });
      expect(applied.status).toBe(200);
      expect(JSON.stringify(applied.body).length).toBeLessThan(8_000_000);
      expect(partial.body.nodes[0].pending_inputs).toHaveLength(100);
      expect((await send('POST', `/${partial.id}/suggest`)).status).toBe(200);
    },
    MINUTES,
  );

  it('is answered 404 before anything else is looked at, by whoever does not own the partial', async () => {
    const { id, lock } = await Partial.begin();
    const { token } = await newOrg(server);
    for (const [method, path] of [
      ['GET', ''],
      ['PUT', ''],
      ['POST', '/finalize'],
      ['POST', '/suggest'],
    ] as const) {
      for (const given of [lock, undefined]) {
        const asked = { token, ...(given === undefined ? {} : { lock: given }) };
        const body = method === 'GET' ? undefined : {};
        const { status } = await send(method, `/${id}${path}`, { ...asked, ...(body ? { body } : {}) });
        expect([method, path, status]).toEqual([method, path, 404]);
      }
    }
    for (const odd of ['partial_bp_zzzzzzzz', '%27', 'partial_bp_00000000', 'a'.repeat(290)])
      expect((await send('GET', `/${odd}`)).status).toBe(404);
  });
});

describe('finalizing', () => {
  it(
    'stores a blueprint that can be run by its id, and takes the partial away',
    async () => {
      const partial = await Partial.begin(lookup('a'));
      await partial.put({
        action: 'add_node',
        node: writer('w', { tool_args: { notes: '{{ inputs.topic }}' }, dependencies: ['a'] }),
      });
      const done = await partial.finalize();
      expect(done).toMatchObject({ status: 200, body: { status: 'accepted' } });
      const id = done.body.blueprint_id as string;
      expect(id).toBe(partial.id.replace('partial_', ''));
      expect((await send('GET', `/${partial.id}`)).status).toBe(404);
      expect((await partial.finalize()).status).toBe(404);

      const stored = await call(server, 'GET', `/api/v1/blueprints/${id}`, { token: org.token });
      expect(stored.status).toBe(200);
      expect(JSON.stringify(stored.body)).not.toMatch(/pending_|suggestions/);
      const run = await call(server, 'POST', '/api/v1/executions/?wait_seconds=60', {
        token: org.token,
        body: { blueprint_id: id, inputs: { topic: 'Foxes live in dens.' } },
      });
      expect(run.body).toMatchObject({ status: 'completed' });
      expect(run.body.result.output.w.summary).toContain('Foxes');
      const other = await newOrg(server);
      const foreign = await call(server, 'GET', `/api/v1/blueprints/${id}`, { token: other.token });
      expect(foreign.status).toBe(404);
    },
    MINUTES,
  );

  it('may be changed and deleted like any other blueprint afterwards', async () => {
    const partial = await Partial.begin(lookup('a'));
    const { body } = await partial.finalize();
    const path = `/api/v1/blueprints/${body.blueprint_id}`;
    const read = await call(server, 'GET', path, { token: org.token });
    const changed = await call(server, 'PATCH', path, {
      token: org.token,
      body: { nodes: [lookup('b')] },
      headers: { 'x-version-lock': read.body.version_lock },
    });
    expect(changed).toMatchObject({ status: 200, body: { id: body.blueprint_id, node_count: 2 } });
    const lock = changed.headers.get('x-version-lock') ?? '';
    const removed = await call(server, 'DELETE', path, {
      token: org.token,
      headers: { 'x-version-lock': lock },
    });
    expect(removed.status).toBe(204);
    expect((await call(server, 'GET', path, { token: org.token })).status).toBe(404);
  });

  it('an empty one is 400 (E16)', async () => {
    const partial = await Partial.begin();
    expect(await partial.finalize()).toMatchObject({
      status: 400,
      body: { code: 'partial-incomplete', detail: 'no nodes to finalize' },
    });
  });

  it.each([
    ['an unknown tool', { id: 'a', type: 'tool', tool_name: 'no_such_tool' }],
    ['a tool without a name', { id: 'a', type: 'tool' }],
    ['an open input', writer('a')],
    ['a refused model', { id: 'a', type: 'llm', model: 'gpt-3.5-turbo', prompt: 'x', llm_config: {} }],
    ['a model without configuration', { id: 'a', type: 'llm', model: 'gpt-4o', prompt: 'x' }],
    ['a condition without schemas', { id: 'a', type: 'condition', expression: 'x > 1' }],
  ])('one with %s is 400 with its place, and stays', async (_, node) => {
    const partial = await Partial.begin(node);
    const { status, body } = await partial.finalize();
    expect([status, body.code]).toEqual([400, 'partial-incomplete']);
    expect(body.errors.some(({ pointer }: { pointer: string }) => pointer.startsWith('/nodes/0'))).toBe(true);
    expect((await send('GET', `/${partial.id}`)).status).toBe(200);
  });

  it('is refused over budget with 402, but not before it is complete (E16)', async () => {
    const poor = await newOrg(server);
    const none = await call(server, 'PUT', `/api/v1/budgets/orgs/${poor.id}`, {
      token: server.ownerToken,
      body: { budget_usd: '0.00' },
    });
    expect(none.status).toBe(200);
    const { token } = poor;
    const begin = async (node?: object) => {
      const { body } = await send('POST', '', { token, ...(node ? { body: node } : {}) });
      return send('POST', `/${body.blueprint_id}/finalize`, { token, lock: body.version_lock });
    };
    const config = { provider: 'openai', model: 'gpt-4o', max_tokens: 100 };
    const asks = { id: 'a', type: 'llm', model: 'gpt-4o', prompt: 'Say hello.', llm_config: config };
    expect((await begin()).status).toBe(400);
    expect((await begin(asks)).status).toBe(402);
    expect((await begin(lookup('a'))).status).toBe(200);
  });

  it('happens once, however many ask at the same time', async () => {
    const partial = await Partial.begin(lookup('a'));
    const answers = await Promise.all(Array.from({ length: 8 }, () => partial.finalize()));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const { status } of answers) expect([200, 404, 409]).toContain(status);
    const { items } = (await call(server, 'GET', '/api/v1/blueprints/?limit=500', { token: org.token })).body;
    const lock = answers.find(({ status }) => status === 200)!.body.blueprint_id;
    expect(lock).toBe(partial.id.replace('partial_', ''));
    expect(new Set(items.map(({ id }: { id: string }) => id)).size).toBe(items.length);
  });

  it('is answered again to the same Idempotency-Key', async () => {
    const partial = await Partial.begin(lookup('a'));
    const again = () =>
      call(server, 'POST', `${ROOT}/${partial.id}/finalize`, {
        token: org.token,
        headers: { 'x-version-lock': partial.lock, 'idempotency-key': `once-${partial.id}` },
      });
    const first = await again();
    expect(first.status).toBe(200);
    expect(await again()).toMatchObject({ status: 200, body: first.body });
  });
});

describe('suggestions', () => {
  const suggest = (partial: Partial, body?: object, lock?: string) =>
    send('POST', `/${partial.id}/suggest`, {
      ...(body === undefined ? {} : { body }),
      ...(lock === undefined ? {} : { lock }),
    });
  const types = ({ body }: Answer) => body.suggestions.map(({ type }: { type: string }) => type);

  it('of types come in their order, and none without a node', async () => {
    const partial = await Partial.begin();
    expect(await suggest(partial)).toMatchObject({
      status: 200,
      body: { suggestions: [], context: { node_count: 0, has_list_hint: false } },
    });
    await partial.put({ action: 'add_node', node: lookup('a') });
    expect(types(await suggest(partial))).toEqual(['llm', 'tool', 'condition']);
    await partial.put({ action: 'add_node', node: lookup('b') });
    const listing = {
      id: 'c',
      type: 'code',
      code: 'return {}',
      input_schema: { x: 'str' },
      output_schema: { row_list: 'list' },
    };
    await partial.put({ action: 'add_node', node: listing });
    const all = await suggest(partial);
    expect(
      all.body.suggestions.map(({ type, confidence }: Record<string, unknown>) => [type, confidence]),
    ).toEqual([
      ['llm', 0.65],
      ['tool', 0.6],
      ['parallel', 0.55],
      ['loop', 0.7],
      ['condition', 0.5],
    ]);
    expect(all.body.context).toEqual({ node_count: 3, has_list_hint: true });
    expect(types(await suggest(partial, { top_k: 2 }))).toEqual(['llm', 'tool']);
    expect(types(await suggest(partial, { allowed_types: ['loop', 'llm'] }))).toEqual(['llm', 'loop']);
    expect(all.body.suggestions[3].template).toMatchObject({ items_source: 'c.row_list' });
  });

  it('change nothing unless they are to be kept, which takes the lock (P4)', async () => {
    const partial = await Partial.begin(lookup('a'));
    const read = await suggest(partial, { top_k: 3 });
    expect(read.status).toBe(200);
    expect(read.headers.get('x-version-lock')).toBe(partial.lock);
    expect((await suggest(partial, { commit: true })).status).toBe(428);
    expect((await suggest(partial, { commit: true }, 'f'.repeat(64))).status).toBe(409);
    const kept = await suggest(partial, { top_k: 2, commit: true }, partial.lock);
    expect(kept.status).toBe(200);
    const lock = kept.headers.get('x-version-lock') ?? '';
    expect(lock).not.toBe(partial.lock);
    const shown = await send('GET', `/${partial.id}`);
    expect(shown.body.next_suggestions).toEqual([
      expect.stringMatching(/^llm: /),
      expect.stringMatching(/^tool: /),
    ]);
    expect(shown.headers.get('x-version-lock')).toBe(lock);
    const reader = await org.tokenWith('blueprints:read');
    const refused = await send('POST', `/${partial.id}/suggest`, {
      body: { commit: true },
      lock,
      token: reader,
    });
    expect(refused.status).toBe(403);
    expect((await send('POST', `/${partial.id}/suggest`, { token: reader })).status).toBe(200);
  });

  it.each([
    [{ top_k: 0 }],
    [{ top_k: 21 }],
    [{ top_k: '3' }],
    [{ allowed_types: ['magic'] }],
    [{ allowed_types: 'llm' }],
    [{ commit: 'yes' }],
    [{ query: '' }],
    [{ surprise: 1 }],
    [[]],
  ])('with %j are refused with 422', async (body) => {
    expect((await suggest(await Partial.begin(), body as object)).status).toBe(422);
  });

  it(
    'of components begin with what fits between outputs and open inputs, and are wired',
    async () => {
      const { id: namespace, phrase } = await toolGiving('phrase');
      const taker = `takes_phrase_tool`;
      const publisher = await publisherOf(server, org, 'k-takes');
      const schema = (name: string) => ({
        type: 'object' as const,
        properties: { [name]: { type: 'string' } },
        required: [name],
      });
      const takes = { name: taker, schema: { input: schema('phrase'), output: schema('verdict') } };
      await publish(
        server,
        org.token,
        await makePackage(publisher, { name: 'takes_phrase', components: [takes] }),
      );

      const partial = await Partial.begin({ id: 'p', type: 'tool', tool_name: `${namespace}/${phrase}` });
      const next = await suggest(partial, { top_k: 20 });
      const [best] = next.body.components;
      expect(best).toMatchObject({
        type: 'tool',
        reference: `${org.id}/${taker}`,
        loadable: true,
        refusal: null,
        missing_inputs: [],
        template: {
          tool_name: `${org.id}/${taker}`,
          dependencies: ['p'],
          input_mappings: { phrase: { source_node_id: 'p', source_output_key: 'phrase' } },
        },
      });
      // Other suites publish for everybody meanwhile; what this org has stays as it is.
      const settled = ({ body }: Answer) =>
        body.components.filter(({ reference }: { reference: string }) => reference.startsWith(`${org.id}/`));
      expect(settled(await suggest(partial, { top_k: 20 }))).toEqual(settled(next));
      await partial.put({ action: 'add_node', node: best.template });
      expect(partial.body.is_complete).toBe(true);

      const waiting = await Partial.begin({ id: 't', type: 'tool', tool_name: `${namespace}/${taker}` });
      const filling = await suggest(waiting);
      expect(filling.body.components[0]).toMatchObject({
        reference: `${org.id}/${phrase}`,
        fills: ['t.phrase'],
      });
      const scores = filling.body.components.map(({ score }: { score: number }) => score);
      expect(scores).toEqual(scores.toSorted((a: number, b: number) => b - a));
    },
    MINUTES,
  );

  it('of components follow what is looked for, and hold nothing of another org', async () => {
    const partial = await Partial.begin();
    const found = await suggest(partial, { query: 'load a CSV file', allowed_types: ['tool'] });
    expect(found.body.components[0].reference).toBe('iceos/csv_loader');
    const references = found.body.components.map(({ reference }: { reference: string }) => reference);
    for (const reference of references) expect(reference).toMatch(new RegExp(`^(iceos|${org.id})/`));
    expect((await suggest(partial, { allowed_types: ['llm'] })).body.components).toEqual([]);
  });
});

it('the same routes answer under /api/v1/mcp', async () => {
  const { body } = await call(server, 'POST', `/api/v1${ROOT.slice(4)}`, { token: org.token });
  expect((await send('GET', `/${body.blueprint_id}`)).status).toBe(200);
});
