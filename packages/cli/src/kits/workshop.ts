import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Json } from '@iceos/core/canonical';
import { CodedError } from '@iceos/core/errors';
import type { Manifest, ManifestComponent } from '@iceos/core/manifest';
import { Refusal } from '@iceos/core/refusal';
import { HOST_INTERFACES } from '@iceos/core/world';
import { validateValue } from '@iceos/core/value-schema';
import { ComponentCompiler, ensureCacheSecret } from '@iceos/runtime/compiler';
import { modelCaller } from '@iceos/runtime/models';
import type { ToolCall } from '@iceos/runtime/interpreter';
import { readSecrets, SECRETS_FILE } from '@iceos/runtime/secrets';
import { DEFAULT_LIMITS, Sandbox, SandboxError } from '@iceos/runtime/sandbox';
import { sandboxServices, worldOf, type ComponentSource, type GrantedFile } from '@iceos/runtime/services';
import { buildPackage, type BuiltPackage } from '@iceos/sdk/build';
import { prepareCode } from '@iceos/sdk/code';
import type { CommandContext } from '../context.js';
import { dynamicPackage, type LocalPackage } from '../running/local-components.js';

/** A kit as it was built here, with what its tools may read. */
export interface BuiltKit {
  readonly built: BuiltPackage;
  readonly manifest: Manifest;
  /** Its tools, in the order of the manifest. */
  readonly tools: readonly ManifestComponent[];
  readonly item: LocalPackage;
  readonly files: ReadonlyMap<string, GrantedFile>;
}

/** What one call of a tool gave. */
export interface CallReport {
  readonly tool: string;
  readonly input: unknown;
  readonly output?: unknown;
  /** Why there is no output: of the tool's own errors its own code and message. */
  readonly error?: { readonly code: string; readonly message: string; readonly retryable: boolean };
  readonly wall_ms: number;
  readonly cpu_ms?: number;
  readonly peak_bytes?: number;
  readonly host_calls: number;
  readonly logs: readonly { readonly level: string; readonly message: string }[];
}

/** A runner of code nodes is tried with all that it may be granted. */
const EVERYTHING = [...HOST_INTERFACES.values()].map(({ name }) => name);
/** Errors that say something about this machine, or about the caller, and nothing about the tool. */
const NOT_THE_TOOLS = new Set(['sandbox-unavailable', 'sandbox-overloaded', 'sandbox-canceled']);

/** What a call took. */
type Usage = Parameters<ToolCall['onUsage']>[0];

/**
 * Where an author's tools are built and called: the build, the compiler, the sandbox and the limits that a cluster has by
 * default, and a key-value store of its own for each call.
 */
export class Workshop {
  private readonly sandbox = new Sandbox();
  private readonly compiler: ComponentCompiler;

  private constructor(private readonly context: CommandContext) {
    const { dataDir } = context.settings;
    this.compiler = new ComponentCompiler({
      cacheFolder: join(dataDir, 'cache', 'local-components'),
      cacheSecret: ensureCacheSecret(dataDir),
    });
  }

  static async open(context: CommandContext): Promise<Workshop> {
    const workshop = new Workshop(context);
    await workshop.sandbox.start();
    return workshop;
  }

  /** Leaves no process behind. */
  async close(): Promise<void> {
    this.compiler.close();
    await this.sandbox.close();
  }

  async build(folder: string, signal?: AbortSignal): Promise<BuiltKit> {
    const cacheDir = join(this.context.settings.dataDir, 'cache', 'builds');
    const built = await buildPackage(folder, { cacheDir, signal });
    const { manifest } = built;
    return {
      built,
      manifest,
      tools: manifest.components.filter(({ wasm }) => wasm !== undefined),
      item: dynamicPackage(manifest, built.files, 'local'),
      files: dataFiles(folder),
    };
  }

  /** Calls a tool once. Rejects where that says nothing about the tool: a refused component, a sandbox that is not there. */
  async call(kit: BuiltKit, tool: string, input: unknown, signal = this.context.signal): Promise<CallReport> {
    const { inputSchema, outputSchema, world } = kit.item.inspect(tool);
    const logs: { level: string; message: string }[] = [];
    let usage: Usage | undefined;
    const services = sandboxServices({
      source: this.sourceOf(kit),
      sandbox: this.sandbox,
      tenant: 'local',
      files: kit.files,
      http: { allowPrivate: this.context.settings.privateHosts },
      secrets: readSecrets(join(this.context.settings.dataDir, SECRETS_FILE)),
      callModel: modelCaller({ echoForAll: this.context.settings.echoModels }),
      prepareCode,
    });
    const call = {
      key: tool,
      signal,
      timeoutMs: DEFAULT_LIMITS.wallMs,
      onEvent: (event: string, payload: Readonly<Record<string, unknown>>) => {
        if (event === 'node.log') logs.push(payload as { level: string; message: string });
      },
      onUsage: (spent: Usage) => {
        usage = spent;
      },
    };
    const startedAt = performance.now();
    const ended = (): Omit<CallReport, 'output' | 'error'> => ({
      tool,
      input,
      wall_ms: rounded(usage?.wall_ms ?? performance.now() - startedAt),
      ...(usage ? { cpu_ms: rounded(usage.cpu_ms), peak_bytes: usage.peak_bytes } : {}),
      host_calls: usage?.host_calls ?? 0,
      logs,
    });
    try {
      requireValid(inputSchema, input, 'input-invalid', 'The input');
      const output =
        world === 'iceos:code@0.1.0'
          ? await services.runCode({
              ...call,
              language: 'javascript',
              imports: EVERYTHING,
              ...(input as CodeInput),
            })
          : (await services.callTool({ ...call, tool, input: input as Record<string, Json> })).output;
      requireValid(outputSchema, output, 'output-invalid', 'The output');
      return { ...ended(), output };
    } catch (error) {
      return { ...ended(), error: toolErrorOf(error) };
    }
  }

  private sourceOf({ item }: BuiltKit): ComponentSource {
    const loadTool: ComponentSource['loadTool'] = async (name) => {
      const entry = item.inspect(name);
      const { permissions, limits, digest, path } = entry;
      const request = { digest, subject: path, world: worldOf(entry), permissions };
      const compiled =
        this.compiler.recall(request) ??
        (await this.compiler.compile({ ...request, bytes: await item.read(path) }));
      return { compiled, permissions, limits };
    };
    const runner = item.manifest.components.find(({ wasm }) => wasm?.world === 'iceos:code@0.1.0');
    return {
      schemas: () => ({ input: {}, output: {} }),
      loadTool,
      loadCodeRunner: () => loadTool(runner?.name ?? ''),
    };
  }
}

interface CodeInput {
  readonly source: string;
  readonly input: Record<string, Json>;
}

/** The files under `data/`, by the paths under which a tool with the permission `files` reads them. */
function dataFiles(folder: string): ReadonlyMap<string, GrantedFile> {
  if (!existsSync(join(folder, 'data'))) return new Map();
  const entries = readdirSync(join(folder, 'data'), { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => `data/${name}`);
  return new Map(names.map((path) => [path, async () => new Uint8Array(await readFile(join(folder, path)))]));
}

function requireValid(
  schema: Readonly<Record<string, unknown>>,
  value: unknown,
  code: 'input-invalid' | 'output-invalid',
  what: string,
): void {
  const faults = validateValue(schema, value).slice(0, 5);
  if (faults.length === 0) return;
  const said = faults.map(({ path, message }) => `${path} ${message}`).join('; ');
  throw new CodedError(code, `${what} does not fit its schema: ${said}.`);
}

function toolErrorOf(error: unknown): NonNullable<CallReport['error']> {
  if (!(error instanceof CodedError) || error instanceof Refusal || NOT_THE_TOOLS.has(error.code))
    throw error;
  if (error instanceof SandboxError && error.toolError) return error.toolError;
  return {
    code: error.code,
    message: error.message,
    retryable: error instanceof SandboxError && error.retryable,
  };
}

const rounded = (milliseconds: number): number => Math.round(milliseconds * 10) / 10;
