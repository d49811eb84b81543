import { readFile } from 'node:fs/promises';
import { SourceMap } from 'node:module';
import { join } from 'node:path';
import type { Finding } from '@iceos/core/errors';
import { parse, type AnyNode } from 'acorn';
import { compileWith, type CompileInput } from './compile.js';
import { BuildError, type SourcePlace } from './errors.js';
import type { ToolSource } from './wrapper.js';

const NO_TIMERS = 'There are no timers in the sandbox: a tool computes and returns.';
const NO_TEXT_AS_CODE = 'Code is never made from text in the sandbox: write the function, or parse the text.';
const NO_NETWORK = 'Declare the permission `http` with the hosts it may reach, or let the blueprint fetch.';
const NO_NODE = 'Tools run without Node: take what is needed as input, or ask the host for it.';

/** Global names that mean nothing, or nothing good, in the sandbox, and what to use instead. */
const FORBIDDEN: Readonly<Record<string, string>> = {
  process: NO_NODE,
  require: 'Use `import`: the build puts the module into the component.',
  __dirname: NO_NODE,
  __filename: NO_NODE,
  Buffer: 'Use Uint8Array.',
  Deno: NO_NODE,
  Bun: NO_NODE,
  fetch: NO_NETWORK,
  XMLHttpRequest: NO_NETWORK,
  WebSocket: NO_NETWORK,
  EventSource: NO_NETWORK,
  setTimeout: NO_TIMERS,
  setInterval: NO_TIMERS,
  setImmediate: 'Use queueMicrotask or a promise.',
  Worker: 'A tool is one thread: compute in `run`.',
  WebAssembly: 'Publish the module as a component of its own (docs/components.md).',
  eval: NO_TEXT_AS_CODE,
  Function: NO_TEXT_AS_CODE,
};
/** The permission with which a name is allowed. */
const ALLOWED_WITH: Readonly<Record<string, string>> = { fetch: 'http' };
/** Names that are only forbidden as what is called: `x instanceof Function` does no harm. */
const ONLY_CALLED = new Set(['Function']);
const IMPORT = { name: 'import()', advice: 'Import at the top of the file: nothing is loaded at run time.' };
const MARK = 'iceos_forbidden_';

interface Use {
  readonly name: string;
  readonly advice: string;
  readonly start: number;
}

/**
 * Refuses a tool whose own sources use what the sandbox does not have. Installed packages are passed over: what they would
 * use on other platforms fails when it is used, if it ever is. Which names are global is the bundler's judgement: it gives
 * them another name, and here they are found again. Rejects with `api-forbidden`.
 */
export async function refuseForbidden(tool: ToolSource, input: CompileInput): Promise<void> {
  // Running given code is what a component of that world is for.
  if (tool.world === 'iceos:code@0.1.0') return;
  const names = Object.keys(FORBIDDEN).filter(
    (name) => !tool.permissions.some((permission) => permission === ALLOWED_WITH[name]),
  );
  const define = Object.fromEntries(
    names.flatMap((name) => [
      [name, MARK + name],
      [`globalThis.${name}`, MARK + name],
    ]),
  );
  const { code, map } = await compileWith(input, define);
  const uses: Use[] = [];
  collect(parse(code, { ecmaVersion: 'latest', sourceType: 'module' }), uses);
  const found = placesOf(uses, code, new SourceMap(JSON.parse(map)));
  if (found.length > 0) throw await refusal(input.root, found);
}

type Found = Use & { readonly place: SourcePlace };

function placesOf(uses: readonly Use[], code: string, map: SourceMap): Found[] {
  const starts = [0, ...[...code.matchAll(/\n/g)].map(({ index }) => index + 1)];
  return uses.flatMap((use) => {
    const line = starts.findLastIndex((start) => start <= use.start);
    const entry = map.findEntry(line, use.start - (starts[line] ?? 0));
    if (!('originalSource' in entry) || !isOwn(entry.originalSource)) return [];
    const { originalSource: file, originalLine, originalColumn } = entry;
    return [{ ...use, place: { file, line: originalLine + 1, column: originalColumn + 1 } }];
  });
}

/** Whether a source of the bundle is one of the package. */
function isOwn(file: string): boolean {
  return !file.startsWith('..') && !file.includes(':') && !`/${file}`.includes('/node_modules/');
}

async function refusal(root: string, found: readonly Found[]): Promise<BuildError> {
  const [{ name, advice, place }, ...more] = found as [Found, ...Found[]];
  const lines = (await readFile(join(root, place.file), 'utf8')).split('\n');
  const findings = found.map((use): Finding => {
    const { file, line, column } = use.place;
    return {
      code: 'api-forbidden',
      pointer: `${file}:${line}:${column}`,
      detail: `${use.name} is used.`,
      severity: 'error',
      fix: use.advice,
    };
  });
  const text = lines[place.line - 1];
  return new BuildError('api-forbidden', `${name} is not available in the sandbox.`, {
    place: { ...place, ...(text === undefined ? {} : { text }) },
    hint: advice,
    ...(more.length > 0 ? { findings } : {}),
  });
}

/** Adds every use under `node`, in the order of the text. */
function collect(node: AnyNode, uses: Use[], parent?: AnyNode): void {
  if (node.type === 'Identifier' && node.name.startsWith(MARK)) {
    const name = node.name.slice(MARK.length);
    if (isUse(name, node, parent)) uses.push({ name, advice: FORBIDDEN[name] ?? '', start: node.start });
  } else if (node.type === 'ImportExpression') uses.push({ ...IMPORT, start: node.start });
  for (const value of Object.values(node) as unknown[]) {
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) collect(child, uses, node);
  }
}

/** To ask whether a name exists is allowed. */
function isUse(name: string, node: AnyNode, parent: AnyNode | undefined): boolean {
  if (parent?.type === 'UnaryExpression' && parent.operator === 'typeof') return false;
  const called =
    (parent?.type === 'CallExpression' || parent?.type === 'NewExpression') && parent.callee === node;
  return called || !ONLY_CALLED.has(name);
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && typeof (value as AnyNode).type === 'string';
}
