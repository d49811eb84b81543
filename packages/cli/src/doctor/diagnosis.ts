import { existsSync, statSync } from 'node:fs';
import { fingerprintOf } from '@iceos/core/keys';
import { decodeBase64 } from '@iceos/core/encoding';
import type { CommandContext } from '../context.js';
import { keyNames, readKeyFile } from '../keys/key-files.js';
import { trustedRoot } from '../packages/trust.js';
import { checkSandbox } from './sandbox.js';

/** One thing that was looked at. `fix` is the command that mends it. */
export interface Finding {
  readonly name: string;
  readonly status: 'ok' | 'warning' | 'failed';
  readonly detail: string;
  readonly fix?: string;
}

const LEAST_NODE = [24, 15] as const;
const PATIENCE_MS = 3000;

/** Looks at this machine, the server and what is between them. */
export async function diagnose(context: CommandContext): Promise<Finding[]> {
  const server = await checkServer(context);
  const reachable = server.some(({ name, status }) => name === 'server' && status === 'ok');
  return [
    checkNode(),
    checkDataDir(context),
    await checkSandbox(),
    ...server,
    await checkToken(context, reachable),
    await checkKeys(context, reachable),
    await checkTrust(context),
  ];
}

function checkNode(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const fits = major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
  const detail = process.version;
  if (fits) return { name: 'node', status: 'ok', detail };
  return {
    name: 'node',
    status: 'warning',
    detail: `${detail} runs ice, but not builds; they want ${LEAST_NODE.join('.')} or newer`,
    fix: 'npx --no ice doctor',
  };
}

function checkDataDir({ settings: { dataDir } }: CommandContext): Finding {
  const name = 'data directory';
  if (!existsSync(dataDir))
    return { name, status: 'warning', detail: `${dataDir} is not there yet`, fix: 'npm start' };
  if ((statSync(dataDir).mode & 0o077) === 0) return { name, status: 'ok', detail: dataDir };
  return { name, status: 'warning', detail: `others may look into ${dataDir}`, fix: `chmod 700 ${dataDir}` };
}

interface Ready {
  readonly status: string;
  readonly checks?: Readonly<
    Record<string, { readonly status: string; readonly detail?: string; readonly level?: string }>
  >;
}

async function checkServer({ settings: { apiUrl }, version }: CommandContext): Promise<Finding[]> {
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const [ready, build] = await Promise.all(
      ['/readyz', '/api/v1/meta/version'].map(async (path) =>
        (await fetch(apiUrl + path, { signal })).json(),
      ),
    );
    const { status, checks = {} } = ready as Ready;
    const running = (build as { version?: string }).version ?? 'of unknown version';
    return [
      { name: 'server', status: 'ok', detail: `${apiUrl} is ${status}` },
      running === version
        ? { name: 'version', status: 'ok', detail: running }
        : {
            name: 'version',
            status: 'warning',
            detail: `server ${running}, ice ${version}`,
            fix: 'npm start',
          },
      ...Object.entries(checks).map(([name, check]) => dependency(name, check)),
    ];
  } catch (error) {
    const detail = `${apiUrl} does not answer (${(error as Error).message})`;
    return [{ name: 'server', status: 'failed', detail, fix: 'npm start' }];
  }
}

function dependency(name: string, check: NonNullable<Ready['checks']>[string]): Finding {
  const { status, level, detail = level === undefined ? status : `${status}, ${level}` } = check;
  if (status === 'ok') return { name: `server: ${name}`, status: 'ok', detail };
  return {
    name: `server: ${name}`,
    status: status === 'failed' ? 'failed' : 'warning',
    detail,
    fix: 'look at the log of the server',
  };
}

async function checkToken(context: CommandContext, reachable: boolean): Promise<Finding> {
  const { token, tokenSource } = context.settings;
  if (token === undefined)
    return { name: 'token', status: 'failed', detail: 'there is none', fix: 'ice login' };
  if (!reachable) return { name: 'token', status: 'warning', detail: `from ${tokenSource}, not tried` };
  try {
    const identity = await (await context.client()).call('identityWhoAmI');
    return { name: 'token', status: 'ok', detail: `from ${tokenSource}, for ${identity.org_id}` };
  } catch (error) {
    return { name: 'token', status: 'failed', detail: (error as Error).message, fix: 'ice login' };
  }
}

async function checkKeys(context: CommandContext, reachable: boolean): Promise<Finding> {
  const names = await keyNames(context.settings);
  if (names.length === 0)
    return { name: 'signing key', status: 'warning', detail: 'there is none', fix: 'ice keys create' };
  if (!reachable || context.settings.token === undefined)
    return { name: 'signing key', status: 'ok', detail: names.join(', ') };
  try {
    const { items } = await (await context.client()).call('keysList');
    const enrolled = new Set(items.filter(({ revoked }) => !revoked).map(({ fingerprint }) => fingerprint));
    for (const name of names) {
      const { public_key: text = '' } = JSON.parse(await readKeyFile(context.settings, name)) as {
        public_key?: string;
      };
      const bytes = decodeBase64(text);
      if (bytes && enrolled.has(fingerprintOf(bytes)))
        return { name: 'signing key', status: 'ok', detail: `${name} is enrolled` };
    }
    const [first] = names;
    return {
      name: 'signing key',
      status: 'warning',
      detail: 'none is enrolled',
      fix: `ice keys enroll ${first}`,
    };
  } catch (error) {
    return { name: 'signing key', status: 'warning', detail: (error as Error).message, fix: 'ice whoami' };
  }
}

async function checkTrust(context: CommandContext): Promise<Finding> {
  try {
    const { trust, folder } = await trustedRoot(context);
    const detail = `${trust.rootId}, ${trust.keys.size} keys, sequence ${trust.sequence}, in ${folder}`;
    return { name: 'trust', status: 'ok', detail };
  } catch (error) {
    return { name: 'trust', status: 'warning', detail: (error as Error).message, fix: 'npm start' };
  }
}
