import { describe, expect, it } from '@jest/globals';
import { checkBundle, checkKit } from '@iceos/core/authored';
import { dependenciesOf } from './dependencies.js';
import { narrow, readAuthored } from './documents.js';

const read = (text: string) => readAuthored('kit.yaml', new TextEncoder().encode(text));
const kit = `namespace: acme\nname: my_kit\nversion: 1.0.0\ncreated: 2026-11-21T00:00:00Z\n`;

function failure(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('it succeeded');
}

describe('an authored file', () => {
  it('is read as YAML 1.2, of which JSON is part, with times and versions as texts', () => {
    expect(narrow(read(kit), checkKit)).toMatchObject({ version: '1.0.0', created: '2026-11-21T00:00:00Z' });
    expect(read('{"a": [1, true, null]}').value).toEqual({ a: [1, true, null] });
  });

  it.each<[string, string, string]>([
    ['bad syntax', 'a: [\n', 'kit.yaml:2:1: '],
    ['a key that stands twice', 'a: 1\na: 2\n', 'kit.yaml:2:1: '],
    ['an unknown member', `${kit}colour: red\n`, 'kit.yaml:5:9: '],
    ['a wrong type', kit.replace('my_kit', '5'), 'kit.yaml:2:7: '],
    ['a name that is none', kit.replace('my_kit', 'My Kit'), 'kit.yaml:2:7: '],
    ['a version that is none', kit.replace('1.0.0', 'one'), 'kit.yaml:3:10: '],
    ['a day that does not exist', kit.replace('11-21', '13-41'), 'kit.yaml:4:10: '],
    ['a missing member', 'name: my_kit\n', 'kit.yaml:1:1: '],
    ['an alias bomb', aliasBomb(), 'kit.yaml:1:1: '],
  ])('with %s is refused, naming the place', (_, text, place) => {
    const error = failure(() => narrow(read(text), checkKit));
    expect(error).toMatchObject({ name: 'BuildError', code: 'package-file-invalid' });
    expect((error as Error).message.startsWith(place)).toBe(true);
  });

  it('that is not UTF-8, or too large, is refused', () => {
    const latin = Uint8Array.of(0x6e, 0xe9);
    expect(failure(() => readAuthored('a.yaml', latin))).toMatchObject({ code: 'package-file-invalid' });
    const large = new Uint8Array(1024 * 1024 + 1).fill(0x20);
    expect(failure(() => readAuthored('a.yaml', large))).toMatchObject({ code: 'package-file-invalid' });
  });

  it('never makes an object with a foreign prototype', () => {
    const value = read('__proto__: { polluted: true }').value as Record<string, unknown>;
    expect(value['polluted']).toBe(undefined);
    expect(({} as Record<string, unknown>)['polluted']).toBe(undefined);
    expect(checkBundle(value)).toMatchObject({ ok: false });
  });
});

describe('toolkits', () => {
  it('become the dependencies of a manifest, sorted, a bare name being of iceos', () => {
    expect(dependenciesOf(['listing@^1.0.0', 'acme/tools@>=2 <3'])).toEqual({
      'acme/tools': '>=2 <3',
      'iceos/listing': '^1.0.0',
    });
  });

  it.each(['listing', 'listing@', 'listing@latest', '@^1.0.0', 'a/b/c@^1.0.0', 'Listing@^1.0.0'])(
    '%s is refused',
    (text) => {
      expect(() => dependenciesOf([text])).toThrow();
    },
  );

  it('may name a kit once', () => {
    expect(() => dependenciesOf(['a@^1.0.0', 'iceos/a@^2.0.0'])).toThrow(
      expect.objectContaining({ code: 'dependency-invalid' }),
    );
  });
});

function aliasBomb(): string {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < 8; level++) {
    lines.push(
      `a${level}: &a${level} [${Array(10)
        .fill(`*a${level - 1}`)
        .join(', ')}]`,
    );
  }
  return `${lines.join('\n')}\n`;
}
