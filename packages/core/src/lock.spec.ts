import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  compareLocks,
  formatLock,
  parseLock,
  wideningIn,
  type Lock,
  type LockedComponent,
  type LockedPackage,
} from './lock.js';

const digest = (digit: string) => digit.repeat(64);

const component = (change: Partial<LockedComponent> = {}): LockedComponent => ({
  node_type: 'tool',
  name: 'csv_loader',
  version: '1.0.0',
  digest: digest('a'),
  schema_digest: digest('b'),
  description_digest: digest('9'),
  permissions: [{ interface: 'iceos:host/files', version: '0.1.0' }],
  ...change,
});

const kit = (change: Partial<LockedPackage> = {}): LockedPackage => ({
  namespace: 'iceos',
  name: 'csv_loader',
  version: '1.0.0',
  kind: 'kit',
  manifest_digest: digest('c'),
  archive_digest: digest('d'),
  key_fingerprint: digest('e'),
  sequence: 3,
  components: [component()],
  ...change,
});

const lock = (change: Partial<Lock> = {}): Lock => ({
  schema_version: 'lock.v0',
  registry: 'iceos-root',
  requires: { 'iceos/csv_loader': '^1.0.0' },
  packages: [kit()],
  ...change,
});

const codesOf = (value: unknown): string[] => {
  const result = parseLock(typeof value === 'string' ? value : JSON.stringify(value));
  return result.ok ? [] : result.findings.map(({ code }) => code);
};

describe('the text of a lock', () => {
  it('is read back as what was written', () => {
    const result = parseLock(formatLock(lock()));
    expect(result).toEqual({ ok: true, value: lock() });
  });

  it('is the same whatever the order of packages, components, permissions and members', () => {
    const one = component({ name: 'a', permissions: [] });
    const two = component({
      name: 'b',
      permissions: [
        {
          interface: 'iceos:host/http',
          version: '0.1.0',
          hosts: ['b.org', 'a.org'],
          secrets: ['KEY_B', 'KEY_A'],
        },
        { interface: 'iceos:host/clock', version: '0.1.0' },
      ],
    });
    const first = kit({ name: 'first', components: [one, two] });
    const second = kit({ name: 'second' });
    const expected = formatLock(lock({ packages: [first, second], requires: { 'a/b': '1', 'c/d': '2' } }));
    const turned = lock({
      requires: { 'c/d': '2', 'a/b': '1' },
      packages: [
        second,
        kit({
          name: 'first',
          components: [{ ...two, permissions: two.permissions.toReversed() }, one],
        }),
      ],
    });
    expect(formatLock(turned)).toBe(expected);
  });

  it.each([
    ['no JSON', '{', 'not-json'],
    ['no object', '[]', 'schema-type'],
    ['another version', lock({ schema_version: 'lock.v9' as 'lock.v0' }), 'schema-const'],
    ['a strange member', { ...lock(), extra: 1 }, 'schema-additionalproperties'],
    ['a digest in capitals', lock({ packages: [kit({ manifest_digest: digest('A') })] }), 'schema-pattern'],
    ['a package twice', lock({ packages: [kit(), kit()] }), 'duplicate'],
    ['a component twice', lock({ packages: [kit({ components: [component(), component()] })] }), 'duplicate'],
    ['a package without components', lock({ packages: [kit({ components: [] })] }), 'schema-minitems'],
    ['a name that is a path', lock({ packages: [kit({ name: '../x' })] }), 'invalid-name'],
    ['a requirement without namespace', lock({ requires: { csv_loader: '^1' } }), 'invalid-name'],
    ['a requirement of three parts', lock({ requires: { 'a/b/c': '^1' } }), 'invalid-name'],
    ['a range that is none', lock({ requires: { 'a/b': 'newest' } }), 'invalid-range'],
    ['a version that is none', lock({ packages: [kit({ version: '1' })] }), 'invalid-name'],
    ['17 million characters', ' '.repeat(17 * 1024 * 1024), 'too-large'],
  ])('is refused with %s', (_, value, code) => {
    expect(codesOf(value)).toContain(code);
  });

  it('never makes reading throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        expect(typeof parseLock(text).ok).toBe('boolean');
      }),
    );
  });
});

describe('the difference of two locks', () => {
  it('is nothing for equal locks, however they are ordered', () => {
    const packages = [kit({ name: 'a' }), kit({ name: 'b' })];
    expect(compareLocks(lock({ packages }), lock({ packages: packages.toReversed() }))).toEqual([]);
  });

  it('tells what came and what went', () => {
    expect(compareLocks(lock(), lock({ packages: [kit({ name: 'other', version: '2.0.0' })] }))).toEqual([
      { change: 'removed', subject: 'iceos/csv_loader', before: '1.0.0' },
      { change: 'added', subject: 'iceos/other', after: '2.0.0' },
    ]);
  });

  it.each<[string, Partial<LockedComponent>, string, string, string]>([
    ['code', { digest: digest('f') }, 'code', digest('a'), digest('f')],
    ['schemas', { schema_digest: digest('f') }, 'schema', digest('b'), digest('f')],
    ['its description', { description_digest: digest('f') }, 'description', digest('9'), digest('f')],
    [
      'permissions',
      { permissions: [{ interface: 'iceos:host/kv', version: '0.1.0', max_calls: 3 }] },
      'permissions',
      'iceos:host/files@0.1.0',
      'iceos:host/kv@0.1.0 {"max_calls":3}',
    ],
    ['limits', { limits: { memory_mb: 64 } }, 'limits', '{}', '{"memory_mb":64}'],
    ['cost', { cost_estimate: { base: 0.5 } }, 'cost', '{}', '{"base":0.5}'],
    ['version', { version: '1.1.0' }, 'version', 'tool 1.0.0', 'tool 1.1.0'],
  ])('names a change of %s', (_, change, aspect, before, after) => {
    const other = lock({ packages: [kit({ components: [component(change)] })] });
    expect(compareLocks(lock(), other)).toMatchObject([
      { change: 'changed', subject: 'iceos/csv_loader:csv_loader', aspect, before, after },
    ]);
  });

  it('names where requests go apart from what is asked for', () => {
    const http = { interface: 'iceos:host/http', version: '0.1.0', hosts: ['x.org'], secrets: ['KEY'] };
    const other = lock({ packages: [kit({ components: [component({ permissions: [http] })] })] });
    expect(compareLocks(lock(), other).map(({ aspect, after }) => [aspect, after])).toEqual([
      ['permissions', 'iceos:host/http@0.1.0'],
      ['egress', 'x.org, secret KEY'],
    ]);
  });

  it('names another key, and another requirement', () => {
    const other = lock({
      requires: { 'iceos/csv_loader': '^2.0.0' },
      packages: [kit({ key_fingerprint: digest('0') })],
    });
    expect(compareLocks(lock(), other).map(({ aspect }) => aspect)).toEqual(['requirement', 'key']);
  });

  it('tells of another digest where nothing else is different', () => {
    const other = lock({ packages: [kit({ manifest_digest: digest('9') })] });
    expect(compareLocks(lock(), other)).toEqual([
      {
        change: 'changed',
        subject: 'iceos/csv_loader',
        aspect: 'manifest',
        before: digest('c'),
        after: digest('9'),
      },
    ]);
  });

  it('is found for every member that is changed', () => {
    const flips: ((item: LockedPackage) => LockedPackage)[] = [
      (item) => ({ ...item, archive_digest: digest('1') }),
      (item) => ({ ...item, sequence: 9 }),
      (item) => ({ ...item, dependencies: { 'a/b': '^1.0.0' } }),
      (item) => ({ ...item, version: '1.0.1' }),
      (item) => ({ ...item, components: [component({ name: 'other' })] }),
      (item) => ({ ...item, components: [component({ node_type: 'agent' })] }),
    ];
    for (const flip of flips) expect(compareLocks(lock(), lock({ packages: [flip(kit())] }))).not.toEqual([]);
  });
});

describe('an upgrade', () => {
  const HTTP = {
    interface: 'iceos:host/http',
    version: '0.1.0',
    hosts: ['*.b.org', 'a.org'],
    secrets: ['KEY'],
  };
  const KV = { interface: 'iceos:host/kv', version: '0.1.0', max_calls: 10 };
  const was = {
    permissions: [HTTP, KV],
    limits: { memory_mb: 64, timeout_seconds: 2 },
    cost_estimate: { base: 0.5, per_token: 0.1 },
  };
  const widens = (before: Partial<LockedPackage>, after: Partial<LockedPackage>) =>
    wideningIn(compareLocks(lock({ packages: [kit(before)] }), lock({ packages: [kit(after)] }))).flatMap(
      ({ widens: words = [] }) => words,
    );
  const inComponent = (after: Partial<LockedComponent>) =>
    widens({ components: [component(was)] }, { components: [component({ ...was, ...after })] });

  it.each<[string, Partial<LockedComponent>, string]>([
    [
      'a permission',
      { permissions: [HTTP, KV, { interface: 'iceos:host/llm', version: '0.1.0' }] },
      'asks for iceos:host/llm@0.1.0',
    ],
    [
      'another version of one',
      { permissions: [HTTP, { ...KV, version: '0.2.0' }] },
      'asks for iceos:host/kv@0.2.0',
    ],
    ['more calls', { permissions: [HTTP, { ...KV, max_calls: 11 }] }, 'iceos:host/kv@0.1.0 max_calls is 11'],
    [
      'calls without a limit',
      { permissions: [HTTP, { interface: KV.interface, version: KV.version }] },
      'iceos:host/kv@0.1.0 has no max_calls of its own any more',
    ],
    ['a host', { permissions: [{ ...HTTP, hosts: ['*.b.org', 'a.org', 'c.org'] }, KV] }, 'may reach c.org'],
    ['a name above a wildcard', { permissions: [{ ...HTTP, hosts: ['b.org'] }, KV] }, 'may reach b.org'],
    ['a wildcard over a host', { permissions: [{ ...HTTP, hosts: ['*.a.org'] }, KV] }, 'may reach *.a.org'],
    ['a wider wildcard', { permissions: [{ ...HTTP, hosts: ['*.org'] }, KV] }, 'may reach *.org'],
    ['another port', { permissions: [{ ...HTTP, hosts: ['a.org:8443'] }, KV] }, 'may reach a.org:8443'],
    ['a secret', { permissions: [{ ...HTTP, secrets: ['KEY', 'PIN'] }, KV] }, 'may send the secret PIN'],
    ['more memory', { limits: { ...was.limits, memory_mb: 65 } }, 'memory_mb is 65'],
    ['no limit of time', { limits: { memory_mb: 64 } }, 'has no timeout_seconds of its own any more'],
    ['a higher price', { cost_estimate: { base: 0.6 } }, 'base costs 0.6 instead of 0.5 USD'],
    ['another type', { node_type: 'agent' }, 'is of type agent now'],
  ])('widens by %s', (_, after, words) => {
    expect(inComponent(after)).toEqual([words]);
  });

  it.each<[string, Partial<LockedPackage>, string]>([
    ['another key', { key_fingerprint: digest('0') }, 'is signed by another key'],
    ['a dependency', { dependencies: { 'a/b': '^1' } }, 'needs a/b'],
    ['a price', { pricing: { model: 'per_call', amount_usd: '0.1' } }, 'is priced per_call'],
    [
      'a component that asks for something',
      { components: [component(), component({ name: 'other', permissions: [KV] })] },
      'asks for iceos:host/kv@0.1.0',
    ],
  ])('widens by %s', (_, after, words) => {
    expect(widens({}, after)).toEqual([words]);
  });

  it('widens by a higher price, to the last of its digits', () => {
    const priced = (amount_usd: string) => ({ pricing: { model: 'per_call' as const, amount_usd } });
    expect(widens(priced('123456789.000000001'), priced('123456789.000000002'))).toHaveLength(1);
    expect(widens(priced('1.5'), priced('1.50'))).toEqual([]);
  });

  it.each<[string, Partial<LockedComponent>]>([
    ['a permission less', { permissions: [HTTP] }],
    ['fewer calls', { permissions: [HTTP, { ...KV, max_calls: 9 }] }],
    ['a limit where there was none', { permissions: [{ ...HTTP, max_bytes: 100 }, KV] }],
    ['a host below a wildcard', { permissions: [{ ...HTTP, hosts: ['x.b.org', '*.y.b.org'] }, KV] }],
    ['no secret', { permissions: [{ interface: HTTP.interface, version: '0.1.0', hosts: HTTP.hosts }, KV] }],
    ['less memory, and a limit more', { limits: { memory_mb: 32, timeout_seconds: 2, cpu_seconds: 1 } }],
    ['a lower price', { cost_estimate: { base: 0.1 } }],
    [
      'other code, schemas and words',
      { digest: digest('1'), schema_digest: digest('2'), description_digest: digest('3') },
    ],
  ])('does not widen by %s', (_, after) => {
    expect(inComponent(after)).toEqual([]);
  });

  it('does not widen by what it no longer needs, or by a component that asks for nothing', () => {
    const before = { dependencies: { 'a/b': '^1', 'c/d': '^1' } };
    const quiet = component({ name: 'other', permissions: [] });
    expect(widens(before, { dependencies: { 'a/b': '^2' }, components: [component(), quiet] })).toEqual([]);
  });
});
