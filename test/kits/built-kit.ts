import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { digestOf } from '@iceos/core/digest';
import type { Manifest, ManifestComponent } from '@iceos/core/manifest';
import type { WorldId } from '@iceos/core/world';
import {
  clockCapability,
  ExecutionKv,
  filesCapability,
  logCapability,
  randomCapability,
  type HostGrants,
} from '@iceos/runtime/capabilities';
import { ComponentCompiler, type CompiledComponent } from '@iceos/runtime/compiler';
import { Sandbox } from '@iceos/runtime/sandbox';
import { BUNDLE_FILE, buildKit, KIT_FILE, type BuiltPackage } from '@iceos/sdk/build';

export const KITS = join(import.meta.dirname, '../../kits');
export const BUNDLES = join(import.meta.dirname, '../../bundles');

/** Names of the first-party kits. */
export const kitNames = (): string[] => foldersIn(KITS, KIT_FILE);
/** Names of the first-party bundles. */
export const bundleNames = (): string[] => foldersIn(BUNDLES, BUNDLE_FILE);

function foldersIn(folder: string, marker: string): string[] {
  return readdirSync(folder).filter((name) => existsSync(join(folder, name, marker)));
}

/** Suites of one run take the same components from the same folder. */
const CACHE = process.env['ICEOS_TEST_RUN'];

export interface CallOptions {
  readonly files?: Readonly<Record<string, string>>;
  readonly kv?: ExecutionKv;
  readonly grants?: HostGrants;
}

/** The sandbox and compiler of one suite, with the tools of built kits in them. */
export class Workbench {
  readonly logged: { level: string; message: string }[] = [];
  private readonly tools = new Map<string, CompiledComponent>();

  private constructor(
    private readonly folder: string,
    private readonly compiler: ComponentCompiler,
    private readonly sandbox: Sandbox,
  ) {}

  static async open(): Promise<Workbench> {
    const folder = await mkdtemp(join(tmpdir(), 'iceos-kits-'));
    const sandbox = new Sandbox({ maxChildren: 6 });
    await sandbox.start();
    const compiler = new ComponentCompiler({ cacheFolder: join(CACHE ?? folder, 'compiled-kits') });
    return new Workbench(folder, compiler, sandbox);
  }

  async close(): Promise<void> {
    this.compiler.close();
    await this.sandbox.close();
    await rm(this.folder, { recursive: true });
  }

  /** Builds the kit in `dir` and compiles its tools, exactly as the registry and a cluster would. */
  async add(dir: string): Promise<BuiltPackage> {
    const built = await buildKit(dir, { cacheDir: join(CACHE ?? this.folder, 'built-kits') });
    for (const component of built.manifest.components) {
      if (component.wasm) this.tools.set(component.name, await this.compile(built, component));
    }
    return built;
  }

  /** A new folder that holds `files`. */
  async write(files: Readonly<Record<string, string>>): Promise<string> {
    const dir = await mkdtemp(join(this.folder, 'source-'));
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(dir, path)), { recursive: true });
      await writeFile(join(dir, path), text);
    }
    return dir;
  }

  /** Calls a tool once, in a fresh instance, with every host function in place that it may ask for. */
  async call(tool: string, input: unknown, { files = {}, kv, grants }: CallOptions = {}): Promise<unknown> {
    const component = this.tools.get(tool);
    if (!component) throw new Error(`no kit that was added has a tool ${tool}`);
    const args = component.world === 'iceos:code@0.1.0' ? codeArguments(input) : [JSON.stringify(input)];
    const encoder = new TextEncoder();
    const granted = new Map(Object.entries(files).map(([path, text]) => [path, encoder.encode(text)]));
    const { output } = await this.sandbox.call({
      component,
      tenant: 'test',
      args,
      host: grants ?? {
        log: logCapability(({ level, message }) => this.logged.push({ level, message })),
        clock: clockCapability({ now: () => 1_234_567_890_123, monotonic: () => 5_000_000n }),
        random: randomCapability((bytes) => crypto.getRandomValues(bytes)),
        kv: kv ?? new ExecutionKv(),
        files: filesCapability(granted),
      },
    });
    return output;
  }

  private compile({ files }: BuiltPackage, component: ManifestComponent): Promise<CompiledComponent> {
    const { path, world } = component.wasm!;
    const bytes = files.get(path)!;
    return this.compiler.compile({
      subject: component.name,
      digest: digestOf(bytes),
      bytes,
      world: world as WorldId,
      permissions: component.permissions ?? [],
    });
  }
}

function codeArguments(input: unknown): string[] {
  const { source, input: value } = input as { source: string; input: unknown };
  return [source, JSON.stringify(value)];
}

/** The examples of a component that can be run: those with an input and the output it gives. */
export function runnableExamples(
  manifest: Manifest,
): { name: string; title: string; input: unknown; output: unknown }[] {
  return manifest.components.flatMap(({ name, examples = [] }) =>
    examples.flatMap((example) =>
      typeof example === 'object' && 'input' in example && 'output' in example
        ? [{ name, title: example.title ?? '', input: example.input, output: example.output }]
        : [],
    ),
  );
}
