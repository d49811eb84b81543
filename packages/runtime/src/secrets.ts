import { lstatSync, readFileSync } from 'node:fs';
import { CodedError } from '@iceos/core/errors';
import { parseHostRule } from '@iceos/core/http-hosts';
import type { HostSecret, HostSecrets } from './capabilities.js';

/** Name of the file in the data directory. */
export const SECRETS_FILE = 'secrets.json';

/** A secret as the operator wrote it down. */
export interface OperatorSecret extends HostSecret {
  /** The orgs whose runs may use it; undefined is the operator's own. `*` is every org. */
  readonly orgs: readonly string[] | undefined;
}

const NAME = /^[A-Z][A-Z0-9_]{0,63}$/;
/** Shorter ones could not be hidden in a response without hiding other things. */
const VALUE = /^[\x21-\x7e](?:[\x20-\x7e]{6,4094}[\x21-\x7e])$/;
const MEMBERS = new Set(['value', 'hosts', 'orgs']);

/**
 * The secrets of the operator: `{ "NAME": { "value": …, "hosts": [ … ], "orgs": [ … ] } }` (docs/spec/sandbox.md 15). No
 * file, no secrets. Throws `secrets-unreadable`, which never holds a value, also when others may read the file.
 */
export function readSecrets(path: string): ReadonlyMap<string, OperatorSecret> {
  const text = readPrivate(path);
  if (text === undefined) return new Map();
  const secrets = new Map<string, OperatorSecret>();
  for (const [name, entry] of Object.entries(parseObject(text, path))) {
    if (!NAME.test(name))
      throw unreadable(path, `${JSON.stringify(name.slice(0, 70))} is no name such as API_TOKEN`);
    secrets.set(
      name,
      parseSecret(entry, (why) => unreadable(path, `${name}: ${why}`)),
    );
  }
  return secrets;
}

/** The secrets that runs of `org` may use, where `operator` is the operator's own org. */
export function secretsOf(
  secrets: ReadonlyMap<string, OperatorSecret>,
  org: string,
  operator: string,
): HostSecrets {
  return new Map(
    [...secrets].filter(([, { orgs = [operator] }]) => orgs.includes('*') || orgs.includes(org)),
  );
}

function readPrivate(path: string): string | undefined {
  try {
    const stat = lstatSync(path);
    if (!stat.isFile()) throw unreadable(path, 'it is no file');
    if ((stat.mode & 0o077) !== 0) throw unreadable(path, 'others may read or write it');
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof CodedError) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unreadable(path, 'it cannot be read');
  }
}

/** The message of the parser would hold a part of the text. */
function parseObject(text: string, path: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw unreadable(path, 'it is not JSON');
  }
  if (!isObject(value)) throw unreadable(path, 'it is not an object of secrets');
  return value;
}

function parseSecret(entry: unknown, fault: (why: string) => Error): OperatorSecret {
  if (!isObject(entry) || !Object.keys(entry).every((member) => MEMBERS.has(member))) {
    throw fault('it has exactly value, hosts and, if need be, orgs');
  }
  const { value, hosts, orgs } = entry;
  if (typeof value !== 'string' || !VALUE.test(value)) {
    throw fault('value must be 8 to 4096 printable ASCII characters without a space at either end');
  }
  if (!isTexts(hosts) || hosts.length === 0) throw fault('hosts must list the hosts that it is for');
  if (orgs !== undefined && !isTexts(orgs)) throw fault('orgs must be a list of orgs');
  const rules = hosts.map((host) => {
    const rule = parseHostRule(host);
    if (!rule) throw fault(`${JSON.stringify(host.slice(0, 100))} is no host`);
    return rule;
  });
  return { value, hosts: rules, orgs };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function unreadable(path: string, why: string): CodedError<'secrets-unreadable'> {
  return new CodedError('secrets-unreadable', `${path} cannot be used: ${why}.`, {
    hint: 'Write it as docs/spec/sandbox.md says, with the mode 0600.',
  });
}
