import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { EVIDENCE_KINDS, type AcceptedFreshness, type EvidenceKind } from '@iceos/core/evidence';
import { parseExactHost, type HostRule } from '@iceos/core/http-hosts';
import type { RootList } from '@iceos/core/trust';
import { parseInterfaceName } from '@iceos/core/world';
import { CommandError } from './errors.js';
import { readReleaseAge, type ReleaseAge } from './packages/release-age.js';
import { readRootList } from './roots/root-list.js';

/** Where the command works and as whom. A flag wins over `ICE_*`, that over what `ice login` saved, that over defaults. */
export interface Settings {
  /** Without a slash at its end. */
  readonly apiUrl: string;
  /** `ICE_REGISTRY_URL`: where the files of a registry are served, read in place of the API; no slash at its end. */
  readonly registryUrl: string | undefined;
  readonly token: string | undefined;
  /** Where the token came from, for `ice doctor`. */
  readonly tokenSource: 'flag' | 'environment' | 'login' | 'owner-token' | 'none';
  /** `ICEOS_DATA_DIR`, by default `~/.iceos`: the server's on this machine, and home of keys and caches. */
  readonly dataDir: string;
  readonly configDir: string;
  /** `ICEOS_NO_DYNAMIC`: local runs load only what verified manifests list. */
  readonly noDynamic: boolean;
  /** `ICE_KEY_PASSPHRASE`. */
  readonly passphrase: string | undefined;
  /** `ICE_KEY_NEW_PASSPHRASE`: what `ice keys passphrase` seals a key with from now on. */
  readonly newPassphrase: string | undefined;
  /** `ICE_ECHO_LLM_FOR_TESTS`: every model answers with its prompt. */
  readonly echoModels: boolean;
  /** `ICE_PRICING_JSON`, `ICE_PRICING_FILE`: prices of models for local runs, read when one begins. */
  readonly pricing: { readonly inline: string | undefined; readonly file: string | undefined };
  /** `ICE_HTTP_ALLOW_PRIVATE`: hosts, each with its port, that local runs may reach though they are not public. */
  readonly privateHosts: readonly HostRule[];
  /** `ICE_GRANT_INTERFACES`: what components of local runs may ask the host for; undefined grants all there is. */
  readonly grantedInterfaces: ReadonlySet<string> | undefined;
  /** `ICE_MIN_RELEASE_AGE`: how long a version must have been there before it is taken. */
  readonly minReleaseAge: ReleaseAge | undefined;
  /** `ICE_TRUST_ROOTS`: the only roots whose packages are accepted; undefined accepts those that this machine has met. */
  readonly trustRoots: RootList | undefined;
  readonly evidence: EvidenceSettings;
}

/** What evidence must be there besides what every registry gives, and how fresh it must be (docs/spec/trust.md 4.5, 4.6). */
interface EvidenceSettings {
  /** `ICE_REQUIRE_EVIDENCE`. */
  readonly required: readonly EvidenceKind[];
  /** `ICE_EVIDENCE_FRESHNESS`: the oldest grade that is accepted; where it is not set, every one is, and told. */
  readonly freshness?: AcceptedFreshness;
}

export interface SettingsFlags {
  readonly api?: string;
  readonly token?: string;
}

/** What `ice login` keeps, by address of the server. */
export type Credentials = Readonly<Record<string, { readonly token: string }>>;

const DEFAULT_URL = 'http://localhost:8000';

export function readSettings(flags: SettingsFlags, env: NodeJS.ProcessEnv = process.env): Settings {
  const dataDir = resolve((env.ICEOS_DATA_DIR || '~/.iceos').replace(/^~(?=$|\/)/, homedir()));
  const configDir = env.ICE_CONFIG_DIR || join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'ice');
  const apiUrl = (
    flags.api ??
    env.ICE_API_URL ??
    env.ICEOS_API_URL ??
    runningServer(dataDir) ??
    DEFAULT_URL
  ).replace(/\/+$/, '');
  return {
    apiUrl,
    registryUrl: env.ICE_REGISTRY_URL ? env.ICE_REGISTRY_URL.replace(/\/+$/, '') : undefined,
    dataDir,
    configDir,
    noDynamic: readSwitch('ICEOS_NO_DYNAMIC', env.ICEOS_NO_DYNAMIC),
    passphrase: env.ICE_KEY_PASSPHRASE,
    newPassphrase: env.ICE_KEY_NEW_PASSPHRASE,
    echoModels: readSwitch('ICE_ECHO_LLM_FOR_TESTS', env.ICE_ECHO_LLM_FOR_TESTS),
    pricing: { inline: env.ICE_PRICING_JSON, file: env.ICE_PRICING_FILE },
    privateHosts: readPrivateHosts(env.ICE_HTTP_ALLOW_PRIVATE),
    grantedInterfaces: readGrants(env.ICE_GRANT_INTERFACES),
    minReleaseAge: readReleaseAge(env.ICE_MIN_RELEASE_AGE),
    trustRoots: readRootList(env.ICE_TRUST_ROOTS),
    evidence: readEvidence(env),
    ...findToken(flags, env, { apiUrl, dataDir, configDir }),
  };
}

function readPrivateHosts(value = ''): HostRule[] {
  return itemsOf(value).map((text) => {
    const rule = parseExactHost(text);
    if (rule) return rule;
    throw settingInvalid('ICE_HTTP_ALLOW_PRIVATE', text, 'Write it like search.internal:9200.');
  });
}

function readGrants(value = ''): ReadonlySet<string> | undefined {
  const names = itemsOf(value).map((text) => {
    const name = text === 'none' ? text : parseInterfaceName(text);
    if (name !== undefined) return name;
    throw settingInvalid(
      'ICE_GRANT_INTERFACES',
      text,
      'Name interfaces such as kv or iceos:host/kv, or none.',
    );
  });
  return names.length === 0 ? undefined : new Set(names.filter((name) => name !== 'none'));
}

function readEvidence(env: NodeJS.ProcessEnv): EvidenceSettings {
  const required = itemsOf(env.ICE_REQUIRE_EVIDENCE).map((text) => {
    const kind = EVIDENCE_KINDS.find((known) => known === text);
    if (kind) return kind;
    throw settingInvalid('ICE_REQUIRE_EVIDENCE', text, `Name some of ${EVIDENCE_KINDS.join(', ')}.`);
  });
  const freshness = env.ICE_EVIDENCE_FRESHNESS || undefined;
  if (freshness === undefined) return { required };
  if (freshness === 'live' || freshness === 'aged') return { required, freshness };
  throw settingInvalid('ICE_EVIDENCE_FRESHNESS', freshness, 'Write live or aged.');
}

function settingInvalid(name: string, text: string, hint: string): CommandError {
  return new CommandError(
    'setting-invalid',
    'usage',
    `${name}: ${JSON.stringify(text.slice(0, 200))} is not understood.`,
    { hint },
  );
}

/** What stands between commas. */
function itemsOf(value = ''): string[] {
  return value
    .split(',')
    .map((text) => text.trim())
    .filter((text) => text !== '');
}

/** A word that is neither is refused: taken for off, it would leave open what somebody meant to close. */
function readSwitch(name: string, value = ''): boolean {
  if (/^(?:1|true|yes|on)$/i.test(value)) return true;
  if (/^(?:0|false|no|off)?$/i.test(value)) return false;
  throw settingInvalid(name, value, 'Write 1 or 0.');
}

export function credentialsPath(configDir: string): string {
  return join(configDir, 'credentials.json');
}

export function readCredentials(configDir: string): Credentials {
  const path = credentialsPath(configDir);
  if (!existsSync(path)) return {};
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof value === 'object' && value !== null) return value as Credentials;
  } catch (cause) {
    throw unreadable(path, cause);
  }
  throw unreadable(path);
}

function unreadable(path: string, cause?: unknown): CommandError {
  return new CommandError('credentials-unreadable', 'signIn', `${path} cannot be read as credentials.`, {
    hint: `Remove it, and sign in again with \`ice login\`.`,
    cause,
  });
}

function findToken(
  flags: SettingsFlags,
  env: NodeJS.ProcessEnv,
  { apiUrl, dataDir, configDir }: Pick<Settings, 'apiUrl' | 'dataDir' | 'configDir'>,
): Pick<Settings, 'token' | 'tokenSource'> {
  if (flags.token) return { token: flags.token, tokenSource: 'flag' };
  const fromEnvironment = env.ICE_API_TOKEN || env.ICEOS_API_TOKEN;
  if (fromEnvironment) return { token: fromEnvironment, tokenSource: 'environment' };
  const saved = readCredentials(configDir)[apiUrl]?.token;
  if (saved) return { token: saved, tokenSource: 'login' };
  // The owner token is for the server on this machine and is shown to no other.
  const path = join(dataDir, 'owner.token');
  if (isLoopback(apiUrl) && existsSync(path))
    return { token: readFileSync(path, 'utf8').trim(), tokenSource: 'owner-token' };
  return { token: undefined, tokenSource: 'none' };
}

/** Address of the server that runs in this data directory, as it wrote it down. */
function runningServer(dataDir: string): string | undefined {
  try {
    const { url } = JSON.parse(readFileSync(join(dataDir, 'server.json'), 'utf8')) as { url?: unknown };
    return typeof url === 'string' ? url : undefined;
  } catch {
    return undefined;
  }
}

export function isLoopback(url: string): boolean {
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  return host === 'localhost' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host);
}
