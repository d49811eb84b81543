import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  compareLocks,
  formatLock,
  parseLock,
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
    [
      'permissions',
      {
        permissions: [{ interface: 'iceos:host/http', version: '0.1.0', hosts: ['x.org'], secrets: ['KEY'] }],
      },
      'permissions',
      'iceos:host/files@0.1.0',
      'iceos:host/http@0.1.0 {"hosts":["x.org"],"secrets":["KEY"]}',
    ],
    ['cost', { cost_estimate: { base: 0.5 } }, 'cost', '{}', '{"base":0.5}'],
    ['version', { version: '1.1.0' }, 'version', 'tool 1.0.0', 'tool 1.1.0'],
  ])('names a change of %s', (_, change, aspect, before, after) => {
    const other = lock({ packages: [kit({ components: [component(change)] })] });
    expect(compareLocks(lock(), other)).toEqual([
      { change: 'changed', subject: 'iceos/csv_loader:csv_loader', aspect, before, after },
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
