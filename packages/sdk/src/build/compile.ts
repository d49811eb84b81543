import { existsSync, realpathSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type {
  BuildOptions,
  Message,
  OnLoadResult,
  OnResolveArgs,
  OnResolveResult,
  Plugin,
  PluginBuild,
} from 'esbuild';
import { BUILD_ERRORS, BuildError, type BuildCode, type SourcePlace } from './errors.js';
import { PREPARE } from './wrapper.js';

export interface CompileInput {
  /** Folder of the package; sources outside it are refused. */
  readonly root: string;
  /** Text of the entry module. Its relative imports are resolved from `root`. */
  readonly entry: string;
  /** Text of the module that runs first (`prepareText`), for a component. */
  readonly prepare?: string;
  /** Turns `async` functions into generators over the global `Promise`, for a guest that has no event loop. */
  readonly lowerAsync: boolean;
  /** Keeps positions for error messages; without, the text does not depend on where the folder is. */
  readonly sourceMap: boolean;
}

const SDK = new URL('..', import.meta.url);
const BUILTINS = new Set(builtinModules);
const ASYNC = { 'async-await': false, 'async-generator': false, 'for-await': false };
/** The compiler settings of the surrounding project must not change what a package is. */
const TSCONFIG = { compilerOptions: { strict: true, useDefineForClassFields: true } };

/** One ES module from the sources of a package. Rejects with a `BuildError` that names file, line and the way out. */
export async function compile(input: CompileInput): Promise<string> {
  const { code } = await bundle(input, {
    minifyWhitespace: !input.sourceMap,
    sourcemap: input.sourceMap ? 'inline' : false,
  });
  return code;
}

/** As `compile`, with free names of the sources replaced as `define` says; the source map, as JSON, beside the text. */
export function compileWith(
  input: CompileInput,
  define: Readonly<Record<string, string>>,
): Promise<{ readonly code: string; readonly map: string }> {
  return bundle(input, { define, sourcemap: 'external', outfile: 'bundle.js' });
}

async function bundle(input: CompileInput, more: BuildOptions): Promise<{ code: string; map: string }> {
  const { build } = await import('esbuild');
  const root = realpathSync(input.root);
  try {
    const { outputFiles = [] } = await build({
      stdin: { contents: input.entry, resolveDir: root, sourcefile: 'iceos-entry.js', loader: 'js' },
      absWorkingDir: root,
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'neutral',
      target: 'es2023',
      ...(input.lowerAsync ? { supported: ASYNC } : {}),
      mainFields: ['module', 'main'],
      conditions: ['import', 'module'],
      charset: 'utf8',
      legalComments: 'none',
      sourcesContent: false,
      tsconfigRaw: TSCONFIG,
      logLevel: 'silent',
      plugins: [sandboxed(root, input.prepare)],
      ...more,
    });
    const map = outputFiles.find(({ path }) => path.endsWith('.map'));
    const code = outputFiles.find((file) => file !== map);
    return { code: code?.text ?? '', map: map?.text ?? '' };
  } catch (error) {
    const [first] = (error as { errors?: Message[] }).errors ?? [];
    if (!first) throw error;
    throw buildError(first, error);
  }
}

/** What may be imported: files of the package, npm packages, `@iceos/sdk`; the host only by our own wrapper. */
function sandboxed(root: string, prepare: string | undefined): Plugin {
  return {
    name: 'iceos',
    setup(builder) {
      builder.onResolve({ filter: /^@iceos\/sdk(\/|$)/ }, ({ path }) =>
        path === '@iceos/sdk'
          ? { path: sdkFile('index') }
          : refuse('import-of-node', `${path} is part of the build, not of a tool.`),
      );
      builder.onResolve({ filter: /^iceos-sdk:/ }, resolveOwn);
      builder.onLoad({ filter: /.*/, namespace: 'iceos-prepare' }, () => ({
        contents: prepare ?? '',
        resolveDir: root,
      }));
      builder.onResolve({ filter: /^(iceos|wasi):/ }, ({ path, namespace }) =>
        namespace === 'iceos-prepare'
          ? { path, external: true }
          : refuse('import-of-host', `${path} cannot be imported by a tool.`),
      );
      builder.onResolve({ filter: /^(https?|data|file|blob):/ }, ({ path }) =>
        refuse('import-of-url', `${path.slice(0, 100)} is an address.`),
      );
      builder.onResolve({ filter: /^[^./]/ }, (args) => resolveBuiltin(builder, args));
      builder.onLoad({ filter: /.*/, namespace: 'file' }, ({ path }) => loadInside(root, path));
    },
  };
}

function resolveOwn({ path }: OnResolveArgs): OnResolveResult {
  if (path === PREPARE) return { path, namespace: 'iceos-prepare' };
  return { path: sdkFile(path.slice('iceos-sdk:'.length)) };
}

/** A Node built-in is refused, unless a package of that name is installed (`buffer`, `events`). */
async function resolveBuiltin(
  builder: PluginBuild,
  { path, importer, resolveDir, kind, pluginData }: OnResolveArgs,
): Promise<OnResolveResult | undefined> {
  if (pluginData === 'installed' || !(path.startsWith('node:') || BUILTINS.has(path))) return undefined;
  if (!path.startsWith('node:')) {
    const installed = await builder.resolve(path, { importer, resolveDir, kind, pluginData: 'installed' });
    if (installed.errors.length === 0 && !installed.external) return { path: installed.path };
  }
  return refuse('import-of-node', `${path} is a module of Node.`);
}

function loadInside(root: string, path: string): OnLoadResult | undefined {
  const inside = path.startsWith(root + sep) || path.includes(`${sep}node_modules${sep}`);
  if (inside || path.startsWith(fileURLToPath(SDK))) return undefined;
  return refuse('import-outside', `${relative(root, path)} is outside the folder of the package.`);
}

function refuse(code: BuildCode, text: string): { errors: { text: string; detail: { code: BuildCode } }[] } {
  return { errors: [{ text, detail: { code } }] };
}

/** Path of a module of this package: compiled, or the source itself when the source is what runs. */
function sdkFile(name: string): string {
  const compiled = fileURLToPath(new URL(`${name}.js`, SDK));
  return existsSync(compiled) ? compiled : fileURLToPath(new URL(`${name}.ts`, SDK));
}

function buildError({ text, location, detail }: Message, cause: unknown): BuildError {
  const place: SourcePlace | undefined = location
    ? { file: location.file, line: location.line, column: location.column + 1, text: location.lineText }
    : undefined;
  return new BuildError(codeOf(text, detail), text, place ? { place, cause } : { cause });
}

function codeOf(text: string, detail: unknown): BuildCode {
  const own = (detail as { code?: unknown } | undefined)?.code;
  if (typeof own === 'string' && own in BUILD_ERRORS) return own as BuildCode;
  return text.startsWith('Top-level await') ? 'top-level-await' : 'source-invalid';
}
