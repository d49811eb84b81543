import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { digestOf } from '@iceos/core/digest';
import { readArchive, matchArchive } from '@iceos/core/archive';
import { BuildError, buildKit, describeSources, exportManifest, packPackage } from '@iceos/sdk/build';
import { scaffoldKit, scaffoldTool } from '@iceos/sdk/scaffold';
import { BUNDLES, bundleNames, kitNames, KITS, Workbench } from './built-kit.js';

// Components are compiled here, and other suites keep the machine busy meanwhile.
jest.setTimeout(60_000);

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'iceos-build-'));
});

afterAll(() => rm(folder, { recursive: true }));

const KIT = 'namespace: acme\nname: my_kit\nversion: 0.1.0\ncreated: 2026-11-21T00:00:00Z\n';

/** Source of a tool named `t`, with `before` at the top of the file. */
function tool(before = '', members = '', body = 'return input;', name = 't'): string {
  return `import { defineTool } from '@iceos/sdk';
${before}
export const ${name} = defineTool({
  name: '${name}', description: 'A tool.', input: { type: 'object' }, output: { type: 'object' }, ${members}
  run(input, host) { ${body} },
});
`;
}

async function write(files: Readonly<Record<string, string>>): Promise<string> {
  const dir = await mkdtemp(join(folder, 'kit-'));
  for (const [path, text] of Object.entries({ 'kit.yaml': KIT, ...files })) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), text);
  }
  return dir;
}

async function failureOf(build: Promise<unknown>): Promise<BuildError> {
  try {
    await build;
  } catch (error) {
    if (error instanceof BuildError) return error;
    throw error;
  }
  throw new Error('it was built');
}

describe('an export', () => {
  it('is byte-identical wherever the sources are, and sorted by node type and name', async () => {
    const sources = {
      'src/zebra.ts': `import { defineAgent, defineWorkflow } from '@iceos/sdk';
        export const w = defineWorkflow({ name: 'a_flow', description: 'A flow.', blueprint: { nodes: [] } });
        export const a = defineAgent({ name: 'z_agent', description: 'An agent.', system_prompt: 'Help.' });`,
      'src/beta.ts': tool('', '', undefined, 'beta_tool'),
      'src/alpha.ts': tool(
        '',
        `permissions: { kv: true, clock: { max_calls: 3 } },`,
        undefined,
        'alpha_tool',
      ),
      'src/alpha.spec.ts': `throw new Error('tests are not sources');`,
    };
    const [one, two] = [await write(sources), await write(sources)];
    const text = await exportManifest(one);
    expect(await exportManifest(two)).toBe(text);
    expect(await exportManifest(one)).toBe(text);
    const { components, created } = JSON.parse(text);
    expect(created).toBe('2026-11-21T00:00:00Z');
    expect(components.map(({ node_type, name }: Record<string, string>) => `${node_type} ${name}`)).toEqual([
      'agent z_agent',
      'tool alpha_tool',
      'tool beta_tool',
      'workflow a_flow',
    ]);
    expect(components[1]).toMatchObject({
      import: './src/alpha.ts:alpha_tool',
      version: '0.1.0',
      permissions: [
        { interface: 'iceos:host/clock', version: '0.1.0', max_calls: 3 },
        { interface: 'iceos:host/kv', version: '0.1.0' },
      ],
    });
  });

  it.each([
    ...kitNames().map((name) => join(KITS, name)),
    ...bundleNames().map((name) => join(BUNDLES, name)),
  ])('of %s is what is committed', async (dir) => {
    expect(await exportManifest(dir)).toBe(await readFile(join(dir, 'plugins.json'), 'utf8'));
  });
});

describe('a source', () => {
  it.each<[string, string, string, string]>([
    [
      'a module of Node',
      `import { readFileSync } from 'node:fs'; void readFileSync;`,
      'import-of-node',
      'src/a.ts:2:30: node:fs is',
    ],
    ['a module of Node by require', `const os = require('os');`, 'import-of-node', 'src/a.ts:2:20: os is'],
    [
      'the build',
      `import { buildKit } from '@iceos/sdk/build'; void buildKit;`,
      'import-of-node',
      'src/a.ts:2:26: ',
    ],
    [
      'the host itself',
      `import c from 'iceos:host/clock@0.1.0'; void c;`,
      'import-of-host',
      'src/a.ts:2:15: ',
    ],
    ['an address', `import x from 'https://example.org/x.js'; void x;`, 'import-of-url', 'src/a.ts:2:15: '],
    ['a file outside', `import x from '../../outside.js'; void x;`, 'import-outside', 'src/a.ts:2:15: '],
    [
      'a package that is not there',
      `import x from 'no-such-package'; void x;`,
      'source-invalid',
      'src/a.ts:2:15: ',
    ],
  ])('that imports %s is refused with file, line and the way out', async (_, line, code, place) => {
    await writeFile(join(folder, 'outside.js'), 'export default 1;');
    const error = await failureOf(buildKit(await write({ 'src/a.ts': tool(line) })));
    expect(error).toMatchObject({ code, hint: expect.stringMatching(/\.$/) });
    expect(error.message.slice(0, place.length)).toBe(place);
    expect(error.place).toMatchObject({ file: 'src/a.ts', line: 2, text: line });
  });

  it.each<[string, string, string]>([
    ['does not parse', 'export const = 1;', 'source-invalid'],
    ['throws', `throw new Error('at load');`, 'sources-failed'],
    ['ends the process', 'process.exit(0);', 'sources-failed'],
    ['answers in our place', `process.send([{ file: 1 }]);`, 'sources-failed'],
    ['reads a file', `process.getBuiltinModule('fs').readFileSync('/etc/hostname');`, 'sources-failed'],
    ['starts a process', `process.getBuiltinModule('child_process').execSync('true');`, 'sources-failed'],
  ])('that %s while it loads is refused', async (_, before, code) => {
    expect(await failureOf(describeSources(await write({ 'src/a.ts': tool(before) })))).toMatchObject({
      code,
    });
  });

  it.each<[string, string, string]>([
    ['process', 'return { home: process.env.HOME };', 'input'],
    ['process by globalThis', 'return { p: globalThis.process };', 'input'],
    ['Buffer', "return { text: Buffer.from('a').length };", 'Uint8Array'],
    ['fetch', "return fetch('https://example.org');", 'blueprint'],
    ['setTimeout', 'setTimeout(() => 1, 1); return {};', 'timers'],
    ['eval', "return eval('1');", 'text'],
    ['new Function', "return new Function('return 1')();", 'text'],
    ['WebAssembly', 'return { size: WebAssembly.Memory.length };', 'docs/components.md'],
    ['require', 'return require(input.name);', 'import'],
    ['import()', 'return import(input.name);', 'top of the file'],
  ])('that uses %s is refused with file, line and what to use instead', async (_, body, advice) => {
    const error = await failureOf(buildKit(await write({ 'src/a.ts': tool('', '', `\n${body}\n`) })));
    expect(error).toMatchObject({ code: 'api-forbidden', hint: expect.stringContaining(advice) });
    expect(error.place).toMatchObject({ file: 'src/a.ts', line: 6, text: body });
  });

  it('may have names of its own that are global elsewhere, and ask whether a global is there', async () => {
    const body = [
      'const process = { env: {} }; const fetch = (x) => x;',
      'return { env: process.env, fetched: fetch(1), node: typeof Buffer, called: run instanceof Function };',
    ].join('\n');
    const dir = await write({ 'src/a.ts': tool('const run = () => 1;', '', body) });
    expect((await buildKit(dir)).files.has('components/t.wasm')).toBe(true);
  });

  it('is told of every use at once, and not of those in installed packages', async () => {
    const dir = await write({
      'src/a.ts': tool(
        `import { home } from 'helper';\nimport { b } from './b.js';`,
        '',
        'return { home: home(), b: b(), x: process.pid };',
      ),
      'src/b.ts': 'export const b = () => setInterval(() => 1, 1);',
      'node_modules/helper/package.json': '{"name":"helper","type":"module","exports":"./index.js"}',
      'node_modules/helper/index.js': 'export const home = () => process.env.HOME;',
    });
    const error = await failureOf(buildKit(dir));
    expect(error.findings.map(({ pointer, detail }) => `${pointer} ${detail}`)).toEqual([
      'src/b.ts:1:24 setInterval is used.',
      expect.stringMatching(/^src\/a\.ts:\d+:\d+ process is used\.$/),
    ]);
  });

  it('that throws while it loads is named with its place', async () => {
    const error = await failureOf(
      describeSources(await write({ 'src/a.ts': tool(`throw new RangeError('no');`) })),
    );
    expect(error.message).toBe('src/a.ts:2:7: RangeError: no');
  });

  it('that never stops loading is stopped at the deadline', async () => {
    const error = await failureOf(
      describeSources(await write({ 'src/a.ts': tool('for (;;);') }), { deadlineMs: 2_000 }),
    );
    expect(error.code).toBe('sources-timeout');
  });

  it('sees nothing of our environment', async () => {
    process.env['ICEOS_SECRET_OF_TEST'] = 'secret';
    const dir = await write({ 'src/a.ts': tool(`throw new Error(JSON.stringify(process.env));`) });
    expect((await failureOf(describeSources(dir))).message).toBe('src/a.ts:2:7: Error: {}');
    delete process.env['ICEOS_SECRET_OF_TEST'];
  });

  it.each<[string, string]>([
    ['the clock', 'const started = Date.now();'],
    ['randomness', 'const seed = Math.random();'],
  ])('that asks for %s while it loads cannot become a component', async (_, before) => {
    const error = await failureOf(buildKit(await write({ 'src/a.ts': tool(before) })));
    expect(error.code).toBe('component-failed');
    expect(error.message).toContain('needs the permission');
  });

  it('may use data files, packages of its own and several modules', async () => {
    const dir = await write({
      'src/a.ts': tool(
        `import data from './data.json'; import { helper } from 'helper';`,
        '',
        'return { data, helper };',
      ),
      'src/data.json': '{"a":1}',
      'node_modules/helper/package.json': '{"name":"helper","type":"module","exports":"./index.js"}',
      'node_modules/helper/index.js': 'export const helper = 2;',
    });
    expect((await buildKit(dir)).files.has('components/t.wasm')).toBe(true);
  });
});

describe('a definition', () => {
  it.each<[string, Record<string, string>, string, string]>([
    ['none at all', { 'src/a.ts': 'export const x = 1;' }, 'definition-missing', 'my_kit'],
    ['two of one name', { 'src/a.ts': tool(), 'src/b.ts': tool() }, 'definition-duplicate', './src/a.ts (t)'],
    [
      'a name that is none',
      { 'src/a.ts': tool('', '').replace("'t'", "'Bad Name'") },
      'definition-invalid',
      './src/a.ts:t',
    ],
    [
      'a schema that says nothing',
      { 'src/a.ts': tool().replace("{ type: 'object' }", "{ type: 'strang' }") },
      'definition-invalid',
      't (./src/a.ts:t): ',
    ],
    [
      'an example that does not fit',
      { 'src/a.ts': tool('', `examples: [{ input: 'text' }],`) },
      'definition-invalid',
      'The input of example 1 does not fit',
    ],
    [
      'an unknown limit',
      { 'src/a.ts': tool('', 'limits: { cpu: 1 },') },
      'definition-invalid',
      './src/a.ts:t',
    ],
    [
      'an unknown permission',
      { 'src/a.ts': tool('', 'permissions: { net: true },') },
      'definition-invalid',
      '"net"',
    ],
    [
      'an unknown world',
      { 'src/a.ts': tool('', `world: 'iceos:tool@9.0.0',`) },
      'definition-invalid',
      './src/a.ts:t',
    ],
  ])('with %s is refused, naming the source', async (_, files, code, named) => {
    const error = await failureOf(buildKit(await write(files)));
    expect(error.code).toBe(code);
    expect(error.message).toContain(named);
  });
});

describe('a folder', () => {
  it('with a link in place of a file or folder is refused', async () => {
    const dir = await write({ 'src/a.ts': tool() });
    await symlink('/etc/hostname', join(dir, 'README.md'));
    expect(await failureOf(buildKit(dir))).toMatchObject({ code: 'package-file-forbidden' });
    const other = await write({});
    await symlink(join(dir, 'src'), join(other, 'src'));
    expect(await failureOf(buildKit(other))).toMatchObject({ code: 'package-file-forbidden' });
    const third = await write({ 'src/a.ts': tool() });
    await symlink(join(dir, 'src/a.ts'), join(third, 'src/b.ts'));
    expect(await failureOf(buildKit(third))).toMatchObject({ code: 'package-file-forbidden' });
  });

  it('whose read-me lies outside, or is missing, is refused', async () => {
    const outside = await write({ 'kit.yaml': `${KIT}readme: ../README.md\n`, 'src/a.ts': tool() });
    expect(await failureOf(buildKit(outside))).toMatchObject({ code: 'package-file-forbidden' });
    const missing = await write({ 'kit.yaml': `${KIT}readme: GUIDE.md\n`, 'src/a.ts': tool() });
    expect(await failureOf(buildKit(missing))).toMatchObject({ code: 'package-file-missing' });
  });

  it('that is no package is refused', async () => {
    expect(await failureOf(buildKit(join(folder, 'nowhere')))).toMatchObject({
      code: 'package-file-missing',
    });
  });
});

describe('a built kit', () => {
  let cacheDir: string;

  beforeEach(async () => {
    cacheDir = await mkdtemp(join(folder, 'cache-'));
  });

  it('is the same from the cache, wherever the sources are, and not when they change', async () => {
    const first = await buildKit(await write({ 'src/a.ts': tool() }), { cacheDir });
    const again = await buildKit(await write({ 'src/a.ts': tool() }), { cacheDir });
    expect(again).toEqual(first);
    const changed = await buildKit(await write({ 'src/a.ts': tool('', '', 'return { changed: true };') }), {
      cacheDir,
    });
    expect(changed.manifest.files).not.toEqual(first.manifest.files);
    expect(await readdir(cacheDir)).toHaveLength(2);
  });

  it('takes nothing from the cache that is not what was put there', async () => {
    const dir = await write({ 'src/a.ts': tool() });
    await buildKit(dir, { cacheDir });
    const [slot] = await readdir(cacheDir);
    const [name] = await readdir(join(cacheDir, slot!));
    await writeFile(join(cacheDir, slot!, name!), 'tampered');
    const { files } = await buildKit(dir, { cacheDir });
    expect([...files.get('components/t.wasm')!.subarray(0, 4)]).toEqual([0, 0x61, 0x73, 0x6d]);
  });

  it('has one component for two names of one function, and two where permissions differ', async () => {
    const source = `import { aliasTool, defineTool } from '@iceos/sdk';
      const common = { description: 'A tool.', input: { type: 'object' }, output: { type: 'object' }, run: (input) => input };
      export const one = defineTool({ ...common, name: 'one' });
      export const two = aliasTool(one, { name: 'two' });
      export const three = defineTool({ ...common, name: 'three', permissions: { log: true } });`;
    const { manifest } = await buildKit(await write({ 'src/a.js': source }), { cacheDir });
    expect(Object.fromEntries(manifest.components.map(({ name, wasm }) => [name, wasm!.path]))).toEqual({
      one: 'components/one.wasm',
      three: 'components/three.wasm',
      two: 'components/one.wasm',
    });
  });

  it('packs into the same archive every time, which is the one the manifest was made for', async () => {
    const built = await buildKit(
      await write({ 'src/a.ts': tool(), 'README.md': '# Kit\n', LICENSE: 'Free.\n' }),
      {
        cacheDir,
      },
    );
    const [one, two] = [await packPackage(built), await packPackage(built)];
    expect(digestOf(one.archive)).toBe(digestOf(two.archive));
    const archive = await readArchive(one.archive);
    expect(() => matchArchive(archive, one.manifest)).not.toThrow();
    expect(archive.files.map(({ path }) => path)).toEqual(['LICENSE', 'README.md', 'components/t.wasm']);
  });

  it('keeps agents and workflows as canonical documents', async () => {
    const source = `import { Agent, Workflow } from '@iceos/sdk';
      @Agent({ name: 'helper', description: 'Helps.', system_prompt: 'You help.', tools: ['echo_tool'], max_iterations: 3 })
      export class Helper {}
      @Workflow({ name: 'flow', description: 'Flows.' })
      export class Flow { build() { return { nodes: [{ id: 'n', type: 'tool', tool_name: 'echo_tool' }] }; } }`;
    const { manifest, files } = await buildKit(await write({ 'src/a.ts': source }));
    expect(manifest.components.map(({ name, document }) => [name, document!.path])).toEqual([
      ['helper', 'documents/helper.json'],
      ['flow', 'documents/flow.json'],
    ]);
    expect(new TextDecoder().decode(files.get('documents/flow.json'))).toBe(
      '{"id":"flow","nodes":[{"id":"n","tool_name":"echo_tool","type":"tool"}],"schema_version":"1.2.0"}',
    );
    expect(JSON.parse(new TextDecoder().decode(files.get('documents/helper.json')))).toMatchObject({
      system_prompt: 'You help.',
      tools: ['echo_tool'],
      max_iterations: 3,
    });
  });
});

it('a scaffolded kit builds and its tools run as they are', async () => {
  const workbench = await Workbench.open();
  const kit = scaffoldKit('weather_kit', { namespace: 'acme', created: '2026-11-21T00:00:00Z' });
  const extra = scaffoldTool('report_tool', { description: 'Counts words, too.' });
  const dir = await workbench.write({
    ...Object.fromEntries([...kit].map(([path, text]) => [path.replace('weather_kit/', ''), text])),
    ...Object.fromEntries(extra),
  });
  const { manifest } = await workbench.add(dir);
  expect(manifest.components.map(({ name }) => name)).toEqual(['report_tool', 'weather_tool']);
  expect(await workbench.call('weather_tool', { text: 'one two three' })).toEqual({ words: 3 });
  await expect(workbench.call('report_tool', { text: ' ' })).rejects.toMatchObject({
    toolError: { code: 'text-empty', message: 'The text has no words.' },
  });
  await workbench.close();
});

it('a bundle whose folder has another name, lacks its entrypoint or has a bad workflow is refused', async () => {
  const copy = async (change: (text: string) => string, file = 'bundle.yaml', name = 'getting_started') => {
    const dir = join(await mkdtemp(join(folder, 'bundle-')), name);
    await cp(join(BUNDLES, 'getting_started'), dir, { recursive: true });
    await writeFile(join(dir, file), change(await readFile(join(dir, file), 'utf8')));
    return failureOf(exportManifest(dir));
  };
  expect(await copy((text) => text, 'bundle.yaml', 'other')).toMatchObject({ code: 'package-file-invalid' });
  expect(await copy((text) => text.replace('started.hello', 'started.gone'))).toMatchObject({
    code: 'entrypoint-missing',
    message: expect.stringContaining('there is getting_started.hello, getting_started.llm_only'),
  });
  expect(await copy((text) => text.replace('echo_tool@^1.0.0', 'echo_tool'))).toMatchObject({
    code: 'dependency-invalid',
  });
  expect(
    await copy((text) => text.replace('tool_args', 'tool_arguments'), 'workflows/hello.yaml'),
  ).toMatchObject({
    code: 'workflow-invalid',
    message: expect.stringMatching(/^workflows\/hello\.yaml:\d+:\d+: .*tool_arguments/),
  });
  expect(
    await copy(
      (text) => text.replace('    type: tool', '    type: tool\n    dependencies: [gone]'),
      'workflows/hello.yaml',
    ),
  ).toMatchObject({ code: 'workflow-invalid', message: expect.stringContaining('gone') });
  expect(
    await copy(
      (text) => text.replace('getting_started.llm_only', 'getting_started.hello'),
      'workflows/llm_only.yaml',
    ),
  ).toMatchObject({
    code: 'definition-duplicate',
  });
});
