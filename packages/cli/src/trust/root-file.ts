import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { canonicalBytes } from '@iceos/core/canonical';
import { encodeBase64 } from '@iceos/core/encoding';
import { fingerprintOf, parsePublicKey } from '@iceos/core/keys';
import { checkPublicKey, verifySignature } from '@iceos/core/signature';
import {
  readRoot,
  signersOf,
  type KeyQuorum,
  type RootKeyEntry,
  type TrustRootDocument,
} from '@iceos/core/trust';
import type { CommandContext, CommandOptions } from '../context.js';
import { CommandError, UsageError } from '../errors.js';
import { readUserFile, writeWhole } from '../files.js';
import { readPublicHalf } from '../keys/key-files.js';
import { listOption, numberOption } from '../options.js';

const DAY_MS = 86_400_000;
/** How many keys may have to sign. */
export const THRESHOLDS = [1, 100] as const;

/** A version of the root in a file; nothing about it is believed. */
export async function readRootFile(path: string): Promise<TrustRootDocument> {
  return readRoot(await readUserFile(path), path);
}

export async function writeRootFile(path: string, document: TrustRootDocument): Promise<void> {
  await writeWhole(path, canonicalBytes(document));
}

/** Where the version of that number stands beside the one in `path`, which `ice trust root rotate` wrote there. */
export function besideRootFile(path: string, version: number): string {
  return join(dirname(path), `${version}.json`);
}

/** The version before the one in `path`: the file that is named, or the one beside it; undefined for the first version. */
export async function previousRoot(
  path: string,
  { version }: TrustRootDocument,
  named: string | undefined,
): Promise<TrustRootDocument | undefined> {
  if (version === 1) return undefined;
  const previous = named ?? besideRootFile(path, version - 1);
  if (existsSync(previous)) return readRootFile(previous);
  throw new UsageError(
    `${path} is version ${version} of a root, and version ${version - 1} is not beside it.`,
    'Name the file of the version before with --previous, or put it there.',
  );
}

/** Keys for a root: public key files as `ice keys public` writes them, or names of keys on this machine. */
export async function rootKeys(
  { settings }: CommandContext,
  given: readonly string[],
): Promise<RootKeyEntry[]> {
  const keys: RootKeyEntry[] = [];
  for (const text of given) {
    const { name, publicKey } = text.endsWith('.pub')
      ? await readPublicKeyFile(text)
      : await readPublicHalf(settings, text);
    const check = checkPublicKey(publicKey);
    if (!check.ok)
      throw new CommandError('key-unreadable', 'invalid', `The key in ${text} is refused: ${check.code}.`, {
        hint: 'Make a key with `ice keys create`.',
      });
    keys.push({ fingerprint: fingerprintOf(publicKey), name, public_key: encodeBase64(publicKey) });
  }
  return keys.toSorted((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));
}

async function readPublicKeyFile(path: string): Promise<{ name: string; publicKey: Uint8Array }> {
  const key = parsePublicKey(new TextDecoder().decode(await readUserFile(path, 1000)).trim());
  if (key) return key;
  throw new CommandError('key-unreadable', 'invalid', `${path} holds no public key.`, {
    hint: 'Write it with `ice keys public NAME -o NAME.pub`.',
  });
}

/** Who signs the list of keys instead of the root keys, where `--keys-key` says so. */
export async function delegation(
  context: CommandContext,
  options: CommandOptions,
): Promise<Pick<TrustRootDocument, 'roles'>> {
  const keys = await rootKeys(context, listOption(options, 'keysKey'));
  const threshold = numberOption(options, 'keysThreshold', THRESHOLDS) ?? 1;
  return keys.length === 0 ? {} : { roles: { keys: { threshold, keys } } };
}

/** The time that `--expires` names: a number of days from now, as 365d, or a date, as 2027-11-25. */
export function readExpiry(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const [, days] = /^(\d{1,5})d$/.exec(text) ?? [];
  const time = days === undefined ? Date.parse(text) : Date.now() + Number(days) * DAY_MS;
  if (Number.isNaN(time) || time <= Date.now())
    throw new UsageError(
      `--expires is ${JSON.stringify(text)}.`,
      'Give days from now, as 365d, or a date to come, as 2027-11-25.',
    );
  return new Date(time).toISOString();
}

/** Whose signatures a version has, and whose it lacks, by one of the thresholds that it must reach. */
export interface QuorumStanding {
  readonly of: string;
  readonly threshold: number;
  readonly signed: readonly string[];
  readonly missing: readonly string[];
}

/** The thresholds of a version and how far each is reached: its own, and that of the version before. */
export function standingOf(
  document: TrustRootDocument,
  previous: TrustRootDocument | undefined,
): QuorumStanding[] {
  return [
    ...(previous ? [standing(document, previous, `version ${previous.version}`)] : []),
    standing(document, document, `version ${document.version}`),
  ];
}

function standing(document: TrustRootDocument, quorum: KeyQuorum, of: string): QuorumStanding {
  const signers = signersOf('iceos-trust-root-v1', document, quorum, verifySignature);
  const names = (wanted: boolean) =>
    quorum.keys.filter(({ fingerprint }) => signers.has(fingerprint) === wanted).map(({ name }) => name);
  return { of, threshold: quorum.threshold, signed: names(true), missing: names(false) };
}

export function isComplete(standings: readonly QuorumStanding[]): boolean {
  return standings.every(({ threshold, signed }) => signed.length >= threshold);
}

/** The same for people, a line for each threshold. */
export function standingText(standings: readonly QuorumStanding[]): string {
  return standings
    .map(({ of, threshold, signed, missing }) => {
      const rest = signed.length >= threshold ? '' : `; may sign: ${missing.join(', ')}`;
      return `${signed.length} of ${threshold} by the keys of ${of}: ${signed.join(', ') || 'nobody yet'}${rest}`;
    })
    .join('\n');
}
