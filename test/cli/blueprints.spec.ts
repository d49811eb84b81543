import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { call, newOrg, type TestOrg } from '../harness/api.js';
import { sharedServer, type SharedServer } from '../harness/shared-server.js';
import { ice, iceJson, type Desk } from './ice.js';

const MINUTES = 300_000;
let server: SharedServer;
let org: TestOrg;
let desk: Desk;

beforeAll(async () => {
  server = await sharedServer();
  org = await newOrg(server);
  const folder = mkdtempSync(join(tmpdir(), 'iceos-desk-'));
  desk = { cwd: folder, dataDir: join(folder, 'data'), apiUrl: server.url, token: org.token };
}, MINUTES);

afterAll(() => rmSync(desk.cwd, { recursive: true, force: true }));

const FLOW = `schema_version: '1.2.0'
metadata: { draft_name: demo }
inputs: { required: [text], optional: [] }
nodes:
  - { id: a, type: tool, tool_name: echo_tool, tool_args: { text: '{{ inputs.text }}' } }
  - id: b
    type: tool
    tool_name: echo_tool
    tool_args: { text: '{{ a.text }}' }
    dependencies: [a]
`;

const FAULTY = `nodes:
  - id: a
    type: tool
    tool_name: no_such_tool
  - id: b
    type: condition
    expression: "x >"
    dependencies: [a, gone]
  - id: c
    type: code
    code: "output = {}"
    input_schema: { type: object, properties: { a: { $ref: "https://evil.example/s.json" } } }
    output_schema: { type: object }
`;

const CODE = `import { WorkflowBuilder } from '@iceos/sdk';
interface Step { readonly id: string; readonly text: string }
const steps: Step[] = [{ id: 'a', text: '{{ inputs.text }}' }, { id: 'b', text: '{{ a.text }}' }];
export function build() {
  const flow = new WorkflowBuilder('demo').inputs(['text']);
  for (const { id, text } of steps) flow.addTool(id, 'echo_tool', { text });
  return flow.connect('a', 'b');
}
`;

function write(name: string, text: string): string {
  writeFileSync(join(desk.cwd, name), text);
  return name;
}

type Found = Record<'code' | 'pointer' | 'detail', string>;
const told = (findings: Found[]): string[] =>
  findings.map(({ code, pointer, detail }) => `${code} ${pointer} ${detail}`).toSorted();

describe('ice lint', () => {
  it(
    'finds in a file what the server finds in its value, with the places in the file',
    async () => {
      const file = write('faulty.yaml', FAULTY);
      const { code, data } = await iceJson(desk, ['lint', file]);
      expect([code, data.valid]).toEqual([8, false]);
      const findings = data.files[0].findings as (Found & { line: number; column: number })[];
      const { parse } = await import('yaml');
      const { body } = await call(server, 'POST', '/api/v1/blueprints/validate', {
        token: org.token,
        body: parse(FAULTY),
      });
      expect(told(findings)).toEqual(told([...body.errors, ...body.warnings]));
      const at = Object.fromEntries(findings.map(({ pointer, line, column }) => [pointer, [line, column]]));
      expect(at).toMatchObject({
        '/nodes/0/tool_name': [4, 16],
        '/nodes/1/expression': [7, 17],
        '/nodes/1/dependencies/1': [8, 23],
        '/nodes/2/input_schema/properties/a/$ref': [12, 60],
      });
    },
    MINUTES,
  );

  it('shows people the source with a mark under it, and tells nothing where nothing is wrong', async () => {
    const shown = await ice(desk, ['lint', write('faulty.yaml', FAULTY)]);
    expect(shown.code).toBe(8);
    expect(shown.stdout).toContain('faulty.yaml:8:23 error[dependency-missing]');
    expect(shown.stdout).toContain(' 8 |     dependencies: [a, gone]\n');
    expect(shown.stdout).toMatch(/\n +\| {23}\^{4}\n/);
    const fine = await ice(desk, ['lint', write('flow.yaml', FLOW), write('flow.ts', CODE)]);
    expect([fine.code, fine.stdout]).toEqual([0, '2 files: no findings\n']);
  });

  it('reads JSON strictly, and names the place where it ends to be JSON', async () => {
    const file = write('broken.json', '{\n  "nodes": [],\n}\n');
    const { code, data } = await iceJson(desk, ['lint', '--offline', file]);
    expect(code).toBe(8);
    expect(data.files[0].findings).toMatchObject([{ code: 'not-json', line: 3, column: 1 }]);
  });
});

describe('ice build', () => {
  it('gives the same bytes for one blueprint in code, in YAML and in JSON', async () => {
    const bytes: string[] = [];
    for (const source of [write('flow.ts', CODE), write('flow.yaml', FLOW)]) {
      const into = `${source}.out.json`;
      const { code, data } = await iceJson(desk, ['build', source, '-o', into]);
      const text = readFileSync(join(desk.cwd, into), 'utf8');
      expect([code, data.digest]).toEqual([0, createHash('sha256').update(text).digest('hex')]);
      bytes.push(text);
    }
    write('again.json', JSON.stringify(JSON.parse(bytes[0] ?? ''), null, 4));
    await iceJson(desk, ['build', 'again.json', '-o', 'again.out.json']);
    bytes.push(readFileSync(join(desk.cwd, 'again.out.json'), 'utf8'));
    expect(new Set(bytes).size).toBe(1);
    expect(JSON.parse(bytes[0] ?? '')).toMatchObject({
      schema_version: '1.2.0',
      nodes: [{}, { dependencies: ['a'] }],
    });
  });

  it.each([
    ['a module that gives nothing', 'nothing.ts', 'export const x = 1;\n', 'blueprint-missing'],
    [
      'a module that throws',
      'throws.ts',
      'export function build() {\n  throw new Error("no");\n}\n',
      'sources-failed',
    ],
    [
      'a module that reads files',
      'reads.ts',
      'import { readFileSync as build } from "node:fs";\nexport { build };\n',
      'import-of-node',
    ],
    ['no mapping', 'list.yaml', '- a\n', 'blueprint-invalid'],
    ['no nodes', 'none.yaml', 'metadata: {}\n', 'blueprint-invalid'],
    ['what cannot run', 'faulty2.yaml', FAULTY, 'blueprint-invalid'],
  ])('refuses %s, and writes nothing', async (_, name, text, code) => {
    const built = await iceJson(desk, ['build', write(name, text), '-o', 'refused.json']);
    expect([built.code, built.data.error.code]).toEqual([5, code]);
    expect((await iceJson(desk, ['lint', 'refused.json'])).data.error.code).toBe('file-not-found');
  });

  it('says of a folder, and of a path through a file, what they are', async () => {
    const way = write('way.yaml', FLOW);
    const folder = await iceJson(desk, ['lint', '.']);
    expect([folder.code, folder.data.error.detail]).toEqual([2, '. is a folder.']);
    const through = await iceJson(desk, ['build', way, '-o', `${way}/x.json`]);
    expect([through.code, through.data.error.code]).toEqual([1, 'file-unreadable']);
  });

  it('takes neither other files nor the source itself as what to write', async () => {
    expect((await iceJson(desk, ['build', write('flow.py', '')])).code).toBe(2);
    expect((await iceJson(desk, ['build', write('own.json', '{"nodes":[]}')])).code).toBe(2);
  });
});

describe('ice schemas', () => {
  it('exports the same bytes each time, and says what differs in a folder', async () => {
    const first = await iceJson(desk, ['schemas', 'export', '-o', 'schemas']);
    expect(first).toMatchObject({ code: 0, data: { written: true } });
    expect(first.data.changed).toHaveLength(first.data.files);
    expect((await iceJson(desk, ['schemas', 'export', '-o', 'schemas'])).data.changed).toEqual([]);
    expect((await iceJson(desk, ['schemas', 'export', '-o', 'schemas', '--check'])).code).toBe(0);

    const path = join(desk.cwd, 'schemas', 'nodes', 'human.schema.json');
    const schema = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, JSON.stringify(schema));
    expect((await iceJson(desk, ['schemas', 'import', 'schemas'])).code).toBe(0);
    expect(await iceJson(desk, ['schemas', 'import', 'schemas', '--check'])).toMatchObject({
      code: 8,
      data: { differences: [{ file: 'nodes/human.schema.json', code: 'schema-form' }] },
    });
    schema.properties.prompt_message.minLength = 0;
    writeFileSync(path, JSON.stringify(schema));
    rmSync(join(desk.cwd, 'schemas', 'kit.schema.json'));
    writeFileSync(join(desk.cwd, 'schemas', 'other.schema.json'), '{}');
    const differs = await iceJson(desk, ['schemas', 'import', 'schemas']);
    expect(differs.code).toBe(8);
    expect(differs.data).toMatchObject({
      same: false,
      differences: [
        { file: 'kit.schema.json', code: 'schema-missing' },
        {
          file: 'nodes/human.schema.json',
          code: 'schema-differs',
          differences: [{ pointer: '/properties/prompt_message/minLength', expected: 1, found: 0 }],
        },
        { file: 'other.schema.json', code: 'schema-unknown' },
      ],
    });
  });

  it('exports YAML of the same schemas', async () => {
    await iceJson(desk, ['schemas', 'export', '-o', 'yaml', '--format', 'yaml']);
    expect(await iceJson(desk, ['schemas', 'import', 'yaml', '--check'])).toMatchObject({
      code: 0,
      data: { format: 'yaml', same: true },
    });
  });

  it('validates a document without storing it', async () => {
    expect((await iceJson(desk, ['schemas', 'import', write('flow.yaml', FLOW)])).code).toBe(0);
    const refused = await iceJson(desk, [
      'schemas',
      'import',
      write('bad.yaml', 'nodes: [{ id: a, type: magic }]\n'),
    ]);
    expect(refused).toMatchObject({
      code: 5,
      data: {
        error: { code: 'blueprint-invalid', errors: [{ code: 'node-type-unknown', line: 1, column: 24 }] },
      },
    });
    const component = write('component.yaml', 'node_type: tool\nname: Bad Name\n');
    expect(await iceJson(desk, ['schemas', 'import', component, '--type', 'component'])).toMatchObject({
      code: 5,
      data: { error: { code: 'component-invalid', errors: [{ pointer: '/name', line: 2 }] } },
    });
    expect((await iceJson(desk, ['schemas', 'import', mkdtempSync(join(desk.cwd, 'empty-'))])).code).toBe(3);
  });
});
