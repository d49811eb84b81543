import { describe, expect, it } from '@jest/globals';
import { canonicalBytes } from './canonical.js';
import { digestOf } from './digest.js';
import { checkManifest, parseManifest, type Manifest } from './manifest.js';

const SEED = {
  schema_version: 'plugins.v0',
  created: '2025-08-01T12:34:00Z',
  components: [
    {
      node_type: 'tool',
      name: 'csv_reader',
      import: 'my_pkg.csv:CsvReader',
      version: '1.2.3',
      iceos_min: '1.0.0',
      schema: { input: { $ref: '#/schemas/CsvReaderInput' }, output: { $ref: '#/schemas/CsvReaderOutput' } },
      cost_estimate: { base: 0.0001, per_token: 0 },
      tags: ['csv', 'io'],
      description: 'Fast CSV parsing with streaming support',
      deprecated: { since: '2.0.0', replacement: 'parquet_reader' },
    },
  ],
  schemas: { CsvReaderInput: { type: 'object' }, CsvReaderOutput: { type: 'object' } },
} satisfies Manifest;

const file = { path: 'a.wasm', sha256: '0'.repeat(64), size: 1, media_type: 'application/wasm' };
const tool = { node_type: 'tool', name: 'a' };

const http = { interface: 'iceos:host/http', version: '0.1.0' };
const asking = (permission: object) => ({ components: [{ ...tool, permissions: [permission] }] });

function faults(change: Record<string, unknown>): [code: string, pointer: string][] {
  const result = checkManifest({ schema_version: 'plugins.v0', components: [tool], ...change });
  return result.ok ? [] : result.findings.map(({ code, pointer }) => [code, pointer]);
}

describe('manifests (docs/spec/trust.md 1.7)', () => {
  it('reads the form that was asked for, and gives the digest of the view without signature and evidence', () => {
    const view = canonicalBytes(SEED);
    const signature = { algo: 'ed25519', value: `${'A'.repeat(86)}==`, public_key_id: 'iceos-root-2025' };
    for (const document of [
      SEED,
      { ...SEED, signature },
      { ...SEED, signature, evidence: { anything: 1 } },
    ]) {
      const result = parseManifest(canonicalBytes(document));
      expect(result.ok && [result.value.digest, Buffer.from(result.value.view).equals(view)]).toEqual([
        digestOf(view),
        true,
      ]);
    }
  });

  it.each<[rule: string, change: Record<string, unknown>, code: string, pointer: string]>([
    ['an unknown member', { extra: 1 }, 'unknown-member', '/extra'],
    [
      'an unknown member of a component',
      { components: [{ ...tool, extra: 1 }] },
      'unknown-member',
      '/components/0/extra',
    ],
    ['http without hosts', asking(http), 'hosts-missing', '/components/0/permissions/0'],
    ['http with no hosts', asking({ ...http, hosts: [] }), 'hosts-missing', '/components/0/permissions/0'],
    [
      'a host that is none',
      asking({ ...http, hosts: ['example.org', '*.org'] }),
      'invalid-host',
      '/components/0/permissions/0/hosts/1',
    ],
    [
      'an address that is not public',
      asking({ ...http, hosts: ['[::1]:80'] }),
      'invalid-host',
      '/components/0/permissions/0/hosts/0',
    ],
    [
      'hosts of another interface',
      asking({ ...http, interface: 'iceos:host/log', hosts: ['example.org'] }),
      'stray-member',
      '/components/0/permissions/0/hosts',
    ],
    [
      'a secret with a name in lower case',
      asking({ ...http, hosts: ['example.org'], secrets: ['token'] }),
      'schema-pattern',
      '/components/0/permissions/0/secrets/0',
    ],
    ['no components', { components: [] }, 'schema-minitems', '/components'],
    ['another schema version', { schema_version: 'plugins.v1' }, 'wrong-value', '/schema_version'],
    [
      'an unknown node type',
      { components: [{ ...tool, node_type: 'llm' }] },
      'wrong-value',
      '/components/0/node_type',
    ],
    [
      'a component name in upper case',
      { components: [{ ...tool, name: 'Csv' }] },
      'invalid-name',
      '/components/0/name',
    ],
    [
      'a component name that is not ASCII',
      { components: [{ ...tool, name: 'сsv' }] },
      'invalid-name',
      '/components/0/name',
    ],
    [
      'a name twice, across types',
      { components: [tool, { node_type: 'agent', name: 'a' }] },
      'duplicate-name',
      '/components/1/name',
    ],
    ['a loose version', { version: 'v1' }, 'invalid-name', '/version'],
    ['a version with leading zeros', { version: '01.0.0' }, 'invalid-name', '/version'],
    ['a version with build metadata', { version: '1.0.0+x' }, 'invalid-name', '/version'],
    ['a time that is none', { created: 'yesterday' }, 'invalid-time', '/created'],
    [
      'a dependency that names no package',
      { dependencies: { csv: '^1.0.0' } },
      'invalid-name',
      '/dependencies/csv',
    ],
    [
      'a dependency with a range that is none',
      { dependencies: { 'a/b': 'latest!' } },
      'invalid-range',
      '/dependencies/a~1b',
    ],
    ['a path with ..', { files: [{ ...file, path: '../a' }] }, 'forbidden-path', '/files/0/path'],
    [
      'paths that differ by case',
      { files: [file, { ...file, path: 'A.wasm' }] },
      'duplicate-path',
      '/files/1/path',
    ],
    [
      'a component whose file is not listed',
      { components: [{ ...tool, wasm: { path: 'a.wasm', world: 'w' } }] },
      'undeclared-file',
      '/components/0/wasm/path',
    ],
    ['a readme that is not listed', { readme: { path: 'README.md' } }, 'undeclared-file', '/readme/path'],
    [
      'a tool that is a document',
      { files: [file], components: [{ ...tool, document: { path: 'a.wasm' } }] },
      'wrong-body',
      '/components/0/document',
    ],
    [
      'an agent that is a component',
      {
        files: [file],
        components: [{ node_type: 'agent', name: 'a', wasm: { path: 'a.wasm', world: 'w' } }],
      },
      'wrong-body',
      '/components/0/wasm',
    ],
    [
      'a reference to a schema that is not there',
      { components: [{ ...tool, schema: { input: { $ref: '#/schemas/No' } } }] },
      'unknown-schema',
      '/components/0/schema/input/$ref',
    ],
    [
      'a remote reference',
      { components: [{ ...tool, schema: { input: { $ref: 'https://example.org/s.json' } } }] },
      'unknown-schema',
      '/components/0/schema/input/$ref',
    ],
    [
      'a reference to an inherited member',
      { schemas: {}, components: [{ ...tool, schema: { input: { $ref: '#/schemas/toString' } } }] },
      'unknown-schema',
      '/components/0/schema/input/$ref',
    ],
    [
      'an upper-case digest',
      { files: [{ ...file, sha256: 'A'.repeat(64) }] },
      'schema-pattern',
      '/files/0/sha256',
    ],
  ])('refuses %s', (_rule, change, code, pointer) => {
    expect(faults(change)).toContainEqual([code, pointer]);
  });

  it('names all faults at once', () => {
    expect(
      faults({ version: 'v1', created: 'x', components: [{ ...tool, name: 'A' }] }).map(([code]) => code),
    ).toEqual(['invalid-name', 'invalid-time', 'invalid-name']);
  });

  it.each([null, 1, 'x', [], {}, { components: 1 }, { schema_version: 'plugins.v0', components: {} }])(
    'refuses %j without throwing',
    (value) => {
      expect(checkManifest(value).ok).toBe(false);
    },
  );
});
