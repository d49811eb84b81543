import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readSecrets, secretsOf } from './secrets.js';

const VALUE = 'canary-value-1';
let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'iceos-secrets-'));
  path = join(folder, 'secrets.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(content: unknown, mode = 0o600): void {
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  chmodSync(path, mode);
}

const errorOf = (): { code?: string; message: string } => {
  try {
    readSecrets(path);
  } catch (error) {
    return error as Error;
  }
  throw new Error('it was read');
};

describe('the secrets of the operator', () => {
  it('are none without a file', () => {
    expect(readSecrets(path).size).toBe(0);
  });

  it('are for the hosts and orgs that they name', () => {
    write({
      OWN: { value: VALUE, hosts: ['api.example.org'] },
      THEIRS: { value: VALUE, hosts: ['*.example.org:8443'], orgs: ['acme'] },
      ALL: { value: VALUE, hosts: ['api.example.org'], orgs: ['*'] },
    });
    const secrets = readSecrets(path);
    expect(secrets.get('THEIRS')!.hosts).toEqual([{ name: 'example.org', wildcard: true, port: 8443 }]);
    expect([...secretsOf(secrets, 'local', 'local').keys()]).toEqual(['OWN', 'ALL']);
    expect([...secretsOf(secrets, 'acme', 'local').keys()]).toEqual(['THEIRS', 'ALL']);
    expect([...secretsOf(secrets, 'other', 'local').keys()]).toEqual(['ALL']);
  });

  it.each([0o604, 0o640, 0o622])('are not read from a file of the mode %i', (mode) => {
    write({}, mode);
    expect(errorOf()).toMatchObject({ code: 'secrets-unreadable' });
  });

  it('are not read through a link', () => {
    writeFileSync(join(folder, 'real'), '{}', { mode: 0o600 });
    symlinkSync(join(folder, 'real'), path);
    expect(errorOf()).toMatchObject({ code: 'secrets-unreadable' });
  });

  const fine = { value: VALUE, hosts: ['api.example.org'] };
  it.each<[what: string, content: unknown]>([
    ['no JSON', `{"KEY": "${VALUE}`],
    ['a list', [VALUE]],
    ['a value alone', { KEY: VALUE }],
    ['a name in lower case', { key: fine }],
    ['no hosts', { KEY: { value: VALUE } }],
    ['an empty list of hosts', { KEY: { ...fine, hosts: [] } }],
    ['a host that is none', { KEY: { ...fine, hosts: ['*'] } }],
    ['orgs that are no list', { KEY: { ...fine, orgs: 'acme' } }],
    ['another member', { KEY: { ...fine, host: 'api.example.org' } }],
    ['a value that is too short', { KEY: { ...fine, value: 'short' } }],
    ['a value with a line break', { KEY: { ...fine, value: `${VALUE}\n${VALUE}` } }],
    ['a value that ends with a space', { KEY: { ...fine, value: `${VALUE} ` } }],
  ])('are not read from a file with %s, and the error does not hold them', (_, content) => {
    write(content);
    const { code, message } = errorOf();
    expect(code).toBe('secrets-unreadable');
    expect(message).not.toContain(VALUE);
  });
});
