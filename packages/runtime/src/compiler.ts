import { availableParallelism } from 'node:os';
import { digestOf, type Digest } from '@iceos/core/digest';
import { Refusal } from '@iceos/core/refusal';
import { hostFunctions, jsNameOf, TYPES_INTERFACE, witFor, WORLDS, type WorldId } from '@iceos/core/world';
import { suspendingWasi } from '@iceos/core/wasi';
import {
  capModule,
  checkPermissions,
  DEFAULT_CAPS,
  vetComponent,
  VETTER_VERSION,
  type ComponentCaps,
  type Expectations,
  type ImportedId,
} from './component.js';
import { CompiledCache, type CacheEntry } from './compiler/compiled-cache.js';
import { Semaphore } from './compiler/semaphore.js';
import { findToolchain, Transpiler, type Toolchain, type Transpiled } from './compiler/transpile.js';
import { LruMap } from './gate/lru-map.js';

export { ensureCacheSecret } from './compiler/cache-secret.js';

/** A component in the form in which the sandbox runs it: glue and core modules, all derived from vetted bytes. */
export interface CompiledComponent {
  /** Digest of the component it was made of. */
  readonly digest: Digest;
  readonly world: WorldId;
  /** The host interfaces it calls, and those of the virtual WASI. */
  readonly imports: readonly ImportedId[];
  /** The ES module that wires the core modules together. */
  readonly glue: Uint8Array;
  readonly modules: readonly { readonly name: string; readonly bytes: Uint8Array }[];
}

export interface CompileRequest extends Omit<Expectations, 'caps'> {
  /** Digest of `bytes`; the load gate has compared them. */
  readonly digest: Digest;
  readonly bytes: Uint8Array;
}

export interface CompilerOptions {
  /** Folder for compiled components; it may be deleted at any time. */
  readonly cacheFolder: string;
  /** With it, only entries sealed with the same secret are read: whoever can write the folder cannot plant one. */
  readonly cacheSecret?: Uint8Array;
  /** How large memories and tables may become; the sandbox must not allow less. */
  readonly caps?: ComponentCaps;
  /** Compiling processes at once; by default one less than there are processors. */
  readonly maxProcesses?: number;
  /** Milliseconds for one component; 20,000 by default. */
  readonly deadlineMs?: number;
}

const NAME = 'component';
const GLUE_FILE = `${NAME}.js`;
const MODULE_FILE = /^component\.core\d{0,3}\.wasm$/;
const COMPONENTS_KEPT = 64;
const MAX_GLUE_BYTES = 16 * 1024 * 1024;

/**
 * Turns vetted components into what the sandbox runs (docs/spec/sandbox.md 2, 3 and 5). The toolchain is only ever loaded
 * in throw-away processes, and what it emits is vetted again before anything can run it.
 */
export class ComponentCompiler {
  private readonly toolchain: Toolchain = findToolchain();
  private readonly transpiler: Transpiler;
  private readonly cache: CompiledCache;
  private readonly processes: Semaphore;
  private readonly known = new LruMap<Digest, CompiledComponent>(COMPONENTS_KEPT);
  private readonly underway = new Map<Digest, Promise<CompiledComponent>>();

  private readonly caps: ComponentCaps;

  constructor(options: CompilerOptions) {
    const { cacheFolder, cacheSecret, caps = DEFAULT_CAPS, maxProcesses, deadlineMs = 20_000 } = options;
    const { memoryBytes, tableEntries } = caps;
    const versions = `jco${this.toolchain.version}-v${VETTER_VERSION}-m${memoryBytes}-t${tableEntries}`;
    this.caps = caps;
    this.transpiler = new Transpiler(this.toolchain, deadlineMs);
    this.cache = new CompiledCache(cacheFolder, versions, cacheSecret);
    this.processes = new Semaphore(maxProcesses ?? Math.max(1, availableParallelism() - 1));
  }

  /**
   * The compiled form of a component where it is in memory: then its bytes, judged when it was compiled, need not be read
   * again. Throws a `Refusal` when this request may not have it.
   */
  recall(request: Omit<CompileRequest, 'bytes'>): CompiledComponent | undefined {
    const known = this.known.get(request.digest);
    return known && grantedTo(known, request);
  }

  /**
   * The compiled form of a component, from memory, from the cache or made now; requests for the same digest share the work.
   * Throws a `Refusal` of the stage `component`.
   */
  async compile(request: CompileRequest): Promise<CompiledComponent> {
    const known = this.known.get(request.digest);
    if (known) return grantedTo(known, request);
    const { imports } = this.vet(request);
    let work = this.underway.get(request.digest);
    if (!work) {
      work = this.make(request, imports).finally(() => this.underway.delete(request.digest));
      this.underway.set(request.digest, work);
    }
    return grantedTo(await work, request);
  }

  /**
   * What publishing asks: everything that `compile` checks, in a process that compiles it now, and that the entry has the
   * types of its world. Throws a `Refusal` of the stage `component`.
   */
  async check(request: CompileRequest): Promise<CompiledComponent> {
    const { imports } = this.vet(request);
    const { compiled, wit = '' } = await this.transpile(request, imports, true);
    checkSignature(wit, request);
    await this.keep(compiled);
    return compiled;
  }

  /** Ends the processes that run. */
  close(): void {
    this.transpiler.close();
  }

  private vet(request: CompileRequest) {
    return vetComponent(request.bytes, { ...request, caps: this.caps });
  }

  private async make(request: CompileRequest, imports: readonly ImportedId[]): Promise<CompiledComponent> {
    const { digest, bytes, subject, world } = request;
    const found = await this.cache.get(digest);
    if (found) {
      const compiled = { digest, world, imports, ...found };
      this.known.set(digest, compiled);
      return compiled;
    }
    // Nothing is kept under a digest that is not its own.
    if (digestOf(bytes) !== digest) {
      throw new Refusal('component-check-failed', `${subject} does not have the digest ${digest}.`, {
        subject,
      });
    }
    const { compiled } = await this.transpile(request, imports, false);
    await this.keep(compiled);
    return compiled;
  }

  private async keep(compiled: CompiledComponent): Promise<void> {
    await this.cache.put(compiled.digest, compiled);
    this.known.set(compiled.digest, compiled);
  }

  private async transpile(
    { digest, bytes, subject, world }: CompileRequest,
    imports: readonly ImportedId[],
    withWit: boolean,
  ): Promise<{ compiled: CompiledComponent; wit: string | undefined }> {
    const { bindgen, wasmTools } = this.toolchain;
    const request = {
      bindgen,
      ...(withWit ? { wasmTools } : {}),
      name: NAME,
      entry: WORLDS[world].entry.name,
      imports,
      suspending: imports.flatMap((id) =>
        [...hostFunctions(id).map(({ name }) => name), ...suspendingWasi(id)].map((name) => `${id}#${name}`),
      ),
    };
    const { answer, body } = await this.processes.run(() => this.transpiler.run(request, bytes, subject));
    checkBorder(answer, imports, world, subject);
    const { glue, modules } = sortFiles(answer.files, body, subject);
    const capped = modules.map(({ name, bytes: module }) => ({
      name,
      bytes: capModule(module, `${subject} (${name})`, this.caps),
    }));
    return { compiled: { digest, world, imports, glue, modules: capped }, wit: answer.wit };
  }
}

/** A component in memory was vetted for the manifest of whoever loaded it first; another manifest may declare less. */
function grantedTo(compiled: CompiledComponent, request: Omit<CompileRequest, 'bytes'>): CompiledComponent {
  const { subject, world } = request;
  if (compiled.world !== world) {
    throw new Refusal('component-export-mismatch', `${subject} is made for ${compiled.world}.`, {
      subject,
      expected: world,
      found: compiled.world,
    });
  }
  checkPermissions(compiled.imports, request);
  return compiled;
}

/** The toolchain must have read the same border as the vetter: two readers that disagree are a hole. */
function checkBorder(
  { imports, exports }: Transpiled['answer'],
  vetted: readonly string[],
  world: WorldId,
  subject: string,
): void {
  const entry = jsNameOf(WORLDS[world].entry.name);
  const stranger = imports.find((id) => id !== TYPES_INTERFACE && !vetted.includes(id));
  if (stranger === undefined && exports.includes(entry)) return;
  throw new Refusal('component-check-failed', `${subject} is read differently by the compiler.`, {
    subject,
    expected: [...vetted, entry].join(', '),
    found: [...imports, ...exports].join(', ').slice(0, 500),
  });
}

function sortFiles(files: Transpiled['answer']['files'], body: Uint8Array, subject: string): CacheEntry {
  let glue: Uint8Array | undefined;
  const modules: { name: string; bytes: Uint8Array }[] = [];
  let at = 0;
  for (const { name, size } of files) {
    const bytes = body.subarray(at, (at += size));
    if (name === GLUE_FILE && glue === undefined && size <= MAX_GLUE_BYTES) glue = bytes;
    else if (MODULE_FILE.test(name)) modules.push({ name, bytes });
    else {
      throw new Refusal('component-check-failed', `${subject} compiles to a file ${name.slice(0, 100)}.`, {
        subject,
        expected: `${GLUE_FILE} and core modules`,
        found: `${name.slice(0, 100)} (${size} bytes)`,
      });
    }
  }
  if (glue) return { glue, modules };
  throw new Refusal('component-check-failed', `${subject} compiles to no glue.`, { subject });
}

function checkSignature(wit: string, { subject, world }: CompileRequest): void {
  const lines = (text: string) => text.split('\n').map((line) => line.trim());
  const expected = lines(witFor(world)['world.wit'] ?? '').find((line) => line.startsWith('export ')) ?? '';
  const found = lines(wit).filter((line) => line.startsWith('export '));
  if (found.includes(expected)) return;
  throw new Refusal('component-export-mismatch', `${subject} exports its entry with other types.`, {
    subject,
    expected,
    found: found.join(' ').slice(0, 500),
  });
}
