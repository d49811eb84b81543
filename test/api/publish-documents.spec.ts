import { beforeAll, describe, expect, it } from '@jest/globals';
import { canonicalBytes, type Json } from '@iceos/core/canonical';
import { call, newOrg } from '../harness/api.js';
import { makePackage, publish, publisherOf, type Publisher } from '../harness/packages.js';
import { sharedServer, type SharedServer } from '../harness/shared-server.js';

/** What workflows and agents in a package are asked when it is published: what the compiler asks of any blueprint. */

let server: SharedServer;
let acme: Publisher;
let other: Publisher;

beforeAll(async () => {
  server = await sharedServer();
  acme = await publisherOf(server, await newOrg(server));
  other = await publisherOf(server, await newOrg(server));
  expect((await publish(server, other.token, await makePackage(other))).status).toBe(201);
}, 300_000);

let counter = 0;
const TEXT_IN = {
  type: 'object',
  properties: { text: { type: 'string' } },
  required: ['text'],
  additionalProperties: false,
};

type Documents = Readonly<Record<string, { readonly type: 'workflow' | 'agent'; readonly document: Json }>>;

/** Publishes a bundle of the tool `say`, which takes a text, and of some documents; begins with the first of them. */
async function publishBundle(documents: Documents, entrypoint = Object.keys(documents)[0]) {
  const name = `bundle_${'abcdefghijklmnopqrstuvwxyz'[(counter += 1)]}q`;
  const entries = Object.entries(documents);
  const workflows = entries.filter(([, { type }]) => type === 'workflow').map(([id]) => id);
  const bundle = {
    name,
    version: '1.0.0',
    created: '2026-11-21T00:00:00Z',
    title: name,
    description: 'Says things.',
    entrypoint,
    workflows: Object.fromEntries(workflows.map((id) => [id, `documents/${id}.json`])),
  } as Json;
  const files = Object.fromEntries(
    entries.map(([id, { document }]) => [`documents/${id}.json`, canonicalBytes(document)]),
  );
  const made = await makePackage(acme, {
    name,
    manifest: { kind: 'bundle' },
    files: { 'bundle.json': canonicalBytes(bundle), ...files },
    components: [
      { name: `${name}_say`, schema: { input: TEXT_IN, output: { type: 'object' } } },
      ...entries.map(([id, { type }]) => ({
        name: id,
        node_type: type,
        document: { path: `documents/${id}.json` },
        wasm: undefined as never,
      })),
    ],
  });
  return publish(server, acme.token, made);
}

const workflow = (id: string, nodes: Json[]) => ({
  [id]: { type: 'workflow' as const, document: { schema_version: '1.2.0', id, nodes } },
});
const toolNode = (tool: string, args: Json = {}) => ({
  id: 'one',
  type: 'tool',
  tool_name: tool,
  tool_args: args,
});
/** The tool of the bundle that is published next. */
const ownTool = () => `bundle_${'abcdefghijklmnopqrstuvwxyz'[counter + 1]}q_say`;

describe('a bundle', () => {
  it('is published when its workflows fit its own tools, each other, and what there is', async () => {
    const first = workflow('documents_q.first', [
      toolNode(ownTool(), { text: 'hello' }),
      { id: 'two', type: 'workflow', workflow_ref: 'documents_q.second', dependencies: ['one'] },
    ]);
    const second = workflow('documents_q.second', [toolNode('iceos/echo_tool', { text: 'a' })]);
    const answer = await publishBundle({ ...first, ...second });
    expect([answer.status, answer.body.errors ?? []]).toEqual([201, []]);
  });

  const BROKEN: [string, () => Documents, string, string][] = [
    [
      'a tool that nobody has',
      () => workflow('documents_q.a', [toolNode('no_such_tool')]),
      'tool-unknown',
      '/nodes/0/tool_name',
    ],
    [
      'an argument that its own tool does not take',
      () => workflow('documents_q.b', [toolNode(ownTool(), { text: 7 })]),
      'type-mismatch',
      '/nodes/0/tool_args/text',
    ],
    [
      'workflows that run each other in a ring',
      () => ({
        ...workflow('documents_q.c', [{ id: 'one', type: 'workflow', workflow_ref: 'documents_q.d' }]),
        ...workflow('documents_q.d', [{ id: 'one', type: 'workflow', workflow_ref: 'documents_q.c' }]),
      }),
      'workflow-cycle',
      '/nodes/0/workflow_ref',
    ],
    [
      'a node that nothing is known of',
      () => workflow('documents_q.e', [{ id: 'one', type: 'tool', tool_name: ownTool(), shape: 1 }]),
      'field-unknown',
      '/nodes/0/shape',
    ],
    [
      'an agent with a tool that nobody has',
      () => ({
        ...workflow('documents_q.f', [toolNode(ownTool(), { text: 'x' })]),
        documents_q_agent: { type: 'agent', document: { tools: [ownTool(), 'no_such_tool'] } },
      }),
      'tool-unknown',
      '/tools/1',
    ],
  ];

  it.each(BROKEN)('with %s is refused, at its place', async (_, documents, code, pointer) => {
    const { status, body } = await publishBundle(documents());
    expect([status, body.code]).toEqual([422, 'component-document-invalid']);
    expect(body.errors).toMatchObject([{ code, pointer }]);
  });

  const deep = (levels: number): Json => (levels === 0 ? {} : { a: deep(levels - 1) });
  const echo = (at: number, args: Json = {}): Json => ({
    id: `n${at}`,
    type: 'tool',
    tool_name: 'iceos/echo_tool',
    tool_args: args,
  });
  const HOSTILE: [string, () => Documents][] = [
    ['deeper than any reader goes', () => workflow('documents_q.h', [echo(0, deep(100))])],
    [
      'larger than any blueprint',
      () => workflow('documents_q.i', [echo(0, { text: 'x'.repeat(5_000_000) })]),
    ],
    [
      'of more nodes than any blueprint',
      () =>
        workflow(
          'documents_q.j',
          Array.from({ length: 10_001 }, (_, at) => echo(at)),
        ),
    ],
    [
      'that runs itself',
      () => workflow('documents_q.k', [{ id: 'one', type: 'workflow', workflow_ref: 'documents_q.k' }]),
    ],
    ['that is no object', () => ({ 'documents_q.l': { type: 'workflow', document: [1, 2] } })],
    [
      'with one id twice',
      () => workflow('documents_q.m', [toolNode('iceos/echo_tool'), toolNode('iceos/echo_tool')]),
    ],
    [
      'with a private tool of another org',
      () => workflow('documents_q.n', [toolNode(`${other.id}/sample_tool`)]),
    ],
  ];

  it.each(HOSTILE)('with a workflow %s is refused, and nothing of it is there', async (_, documents) => {
    const { status, body } = await publishBundle(documents());
    expect([status, body.code]).toEqual([422, 'component-document-invalid']);
    expect(body.errors.length).toBeGreaterThan(0);
    const name = `bundle_${'abcdefghijklmnopqrstuvwxyz'[counter]}q`;
    const listed = await call(server, 'GET', `/api/v1/packages/${acme.id}/${name}`, { token: acme.token });
    expect(listed.status).toBe(404);
    expect((await call(server, 'GET', '/readyz')).status).toBe(200);
  });

  it('that begins with what is no workflow of it is refused', async () => {
    const documents = workflow('documents_q.g', [toolNode(ownTool(), { text: 'x' })]);
    const { body } = await publishBundle(documents, 'documents_q.other');
    expect(body).toMatchObject({
      code: 'component-document-invalid',
      subject: 'bundle.json',
      errors: [{ code: 'entrypoint-missing', pointer: '/entrypoint' }],
    });
  });
});
