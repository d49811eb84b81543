import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { digestOf } from '@iceos/core/digest';
import { hostInterfaceId, witFor, WORLDS } from '@iceos/core/world';
import { askChild } from './child.js';
import { compile } from './compile.js';
import { BuildError } from './errors.js';
import { refuseForbidden } from './forbidden.js';
import { prepareText, wrapperText, type ToolSource } from './wrapper.js';

/** Part of every cache key: raise it when the way components are made changes. */
const RECIPE = 'componentize-qjs 0.4.5, sync, stub-wasi, opt-size';
const DEADLINE_MS = 120_000;

export interface ComponentOptions {
  /** Folder of the package. */
  readonly root: string;
  /** Folder that keeps built components by the digest of what they are made from; without one, everything is built. */
  readonly cacheDir?: string;
  /** Ends the build: it rejects with the reason of the signal, and no process is left. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The component of one tool: its source bundled with the wrapper, compiled in a throw-away process. Equal sources give an
 * equal component only through the cache: the compiler is not reproducible, so the digest that counts is the one that is
 * signed. Rejects with a `BuildError`.
 */
export async function buildTool(
  tool: ToolSource,
  { root, cacheDir, signal }: ComponentOptions,
): Promise<Uint8Array> {
  const input = {
    root,
    entry: wrapperText(tool),
    prepare: prepareText(tool.permissions),
    lowerAsync: true,
    sourceMap: false,
  };
  await refuseForbidden(tool, input);
  const source = await compile(input);
  const wit = witFor(
    tool.world,
    tool.permissions.map((name) => hostInterfaceId(name)),
  );
  if (!cacheDir) return componentize(tool, source, wit, signal);
  const slot = join(
    cacheDir,
    digestOf(new TextEncoder().encode(JSON.stringify([RECIPE, tool.world, wit, source]))),
  );
  return (await readCached(slot)) ?? keep(slot, await componentize(tool, source, wit, signal));
}

async function componentize(
  { file, exported, world }: ToolSource,
  jsSource: string,
  wit: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'iceos-wit-'));
  try {
    for (const [path, text] of Object.entries(wit)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    const outcome = await askChild({
      args: [fileURLToPath(new URL('componentize-child.js', import.meta.url))],
      message: { witPath: folder, jsSource, world: WORLDS[world].name },
      deadlineMs: DEADLINE_MS,
      signal,
    });
    if (outcome.kind === 'timeout') {
      throw new BuildError(
        'component-timeout',
        `${file} (${exported}) took longer than ${DEADLINE_MS / 1000} seconds to build.`,
      );
    }
    const { component, error } = (
      outcome.kind === 'answered' ? outcome.message : { error: outcome.detail }
    ) as {
      component?: unknown;
      error?: string;
    };
    if (component instanceof Uint8Array) return new Uint8Array(component);
    throw new BuildError('component-failed', `${file} (${exported}) cannot be built: ${reasonIn(error)}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the compiler says without its own stack: what a module threw while it loaded comes last on the first line. */
function reasonIn(error: string | undefined): string {
  const [line = ''] = (error ?? '').trim().split('\n');
  const [, thrown = ''] = /module evaluation: (.*)$/.exec(line) ?? [];
  return (thrown || line).replace(/^(?:: |Error: )+/, '') || 'no component came back.';
}

/** The bytes in `slot`, whose file is named after their digest: what was cut short or changed is not taken. */
async function readCached(slot: string): Promise<Uint8Array | undefined> {
  for (const name of await namesIn(slot)) {
    const bytes = new Uint8Array(await readFile(join(slot, name)));
    if (name === `${digestOf(bytes)}.wasm`) return bytes;
  }
  return undefined;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith('.wasm'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

async function keep(slot: string, bytes: Uint8Array): Promise<Uint8Array> {
  await mkdir(slot, { recursive: true });
  const growing = join(await mkdtemp(join(slot, 'tmp-')), 'component');
  await writeFile(growing, bytes);
  await rename(growing, join(slot, `${digestOf(bytes)}.wasm`));
  await rm(dirname(growing), { recursive: true, force: true });
  return bytes;
}
