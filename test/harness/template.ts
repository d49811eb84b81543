import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { databaseFileOf, databaseFor, POSTGRES } from './postgres.js';
import { takeClaim } from './claim.js';
import { ROOT } from './root.js';
import { logOf, spawnServer } from './server-process.js';

/** A data directory as the first start leaves it, with the name of its database where that is not embedded. */
export interface Template {
  readonly dataDir: string;
  readonly database: string | undefined;
}

const CACHE = join(ROOT, 'node_modules', '.cache', 'iceos-test');
/** What a first start depends on. */
const INPUTS = [
  'src',
  'modules',
  'migrations',
  'kits',
  'bundles',
  'manifests',
  'package-lock.json',
  ...['core', 'runtime', 'sdk'].map((name) => `packages/${name}/src`),
];
const WAIT_MS = 300_000;

let template: Promise<Template> | undefined;

/**
 * The template of this build, made by a first start when it is missing: later starts copy it, which takes a twentieth of
 * the time. Processes that want it at once wait for the first of them.
 */
export function firstStartTemplate(): Promise<Template> {
  template ??= findOrMake();
  return template;
}

async function findOrMake(): Promise<Template> {
  const key = inputsKey();
  // A database does not outlive the server that a services run brings, so neither does its template.
  const place =
    POSTGRES === undefined
      ? join(CACHE, key)
      : join(process.env['ICEOS_TEST_RUN'] ?? CACHE, `postgres-${key}`);
  mkdirSync(join(place, '..'), { recursive: true });
  const claim = `${place}.making`;
  for (const start = Date.now(); !existsSync(place); await sleep(100)) {
    if (takeClaim(claim)) {
      try {
        if (!existsSync(place)) await make(place);
      } finally {
        rmSync(claim, { force: true });
      }
    } else if (Date.now() - start > WAIT_MS) {
      throw new Error(
        `Another process has been making ${place} for ${WAIT_MS} ms; delete ${claim} if none is.`,
      );
    }
  }
  return {
    dataDir: place,
    database: POSTGRES === undefined ? undefined : readFileSync(databaseFileOf(place), 'utf8'),
  };
}

async function make(place: string): Promise<void> {
  for (const old of POSTGRES === undefined ? readdirSync(CACHE) : []) {
    if (!old.endsWith('.making')) rmSync(join(CACHE, old), { recursive: true, force: true });
  }
  const dataDir = mkdtempSync(join(tmpdir(), 'iceos-template-'));
  try {
    const env: Record<string, string> =
      POSTGRES === undefined ? {} : { DATABASE_URL: await databaseFor(dataDir), ICEOS_RUN_MIGRATIONS: '1' };
    const server = await spawnServer({ dataDir, env });
    const code = await server.stop();
    if (code !== 0) throw new Error(`The first start ended with ${code}:\n${server.logs().slice(-4000)}`);
    if (POSTGRES !== undefined) renameSync(databaseFileOf(dataDir), databaseFileOf(place));
    cpSync(dataDir, `${place}.new`, { recursive: true });
    renameSync(`${place}.new`, place);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
    rmSync(logOf(dataDir), { force: true });
  }
}

function inputsKey(): string {
  const hash = createHash('sha256');
  for (const input of INPUTS) {
    const path = join(ROOT, input);
    if (!existsSync(path)) continue;
    const names = path.endsWith('.json') ? [''] : (readdirSync(path, { recursive: true }) as string[]).sort();
    for (const name of names) {
      if (name !== '' && !/\.(?:ts|json|ya?ml|csv|md|wit)$/.test(name)) continue;
      hash.update(`${input}/${name}\0`).update(readFileSync(join(path, name)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}
