import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ComponentCompiler, type CompiledComponent, type CompileRequest } from '@iceos/runtime/compiler';
import { Sandbox, SandboxError, type SandboxOptions, type SandboxResult } from '@iceos/runtime/sandbox';
import { componentFromJavaScript } from './components.js';

/** A sandbox and a compiler for one suite. `close` proves that nothing is left behind. */
/** What a child of a pool that is built by hand may take. */
export const SMALL_CAPS = {
  memoryBytes: 2 ** 26,
  tableEntries: 1000,
  heapBytes: 2 ** 26,
  messageBytes: 2 ** 20,
  cpuMs: 1000,
};

export interface Fixture {
  readonly sandbox: Sandbox;
  readonly compiler: ComponentCompiler;
  readonly cacheFolder: string;
  compile(request: CompileRequest | Promise<CompileRequest>): Promise<CompiledComponent>;
  close(): Promise<void>;
}

export async function startFixture(options: SandboxOptions = {}): Promise<Fixture> {
  const cacheFolder = await mkdtemp(join(tmpdir(), 'iceos-compiled-'));
  const compiler = new ComponentCompiler({ cacheFolder });
  const sandbox = new Sandbox({ maxChildren: 6, ...options });
  await sandbox.start();
  return {
    sandbox,
    compiler,
    cacheFolder,
    compile: async (request) => compiler.compile(await request),
    async close() {
      compiler.close();
      await sandbox.close();
      await rm(cacheFolder, { recursive: true });
      const left = childrenOf(process.pid);
      if (left.length > 0) throw new Error(`children are left: ${left.join(', ')}`);
    },
  };
}

/** Command lines of the running child processes of `parent` that belong to a sandbox or a compiler. */
export function childrenOf(parent: number): string[] {
  const found: string[] = [];
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const stat = read(`/proc/${pid}/stat`);
    const [state, ppid] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (Number(ppid) !== parent || state === 'Z') continue;
    const command = read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ');
    if (/(?:runner|transpiler)\.js/.test(command)) found.push(`${pid} ${command}`);
  }
  return found;
}

/** The text of a file of /proc; empty when its process has just gone. */
export function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

/** The error that `work` ends with; fails when it does not. */
export async function failureOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error('it succeeded');
}

/** How `work` fails in the sandbox: the code, with the limit where one was reached. Fails when it does not. */
export async function limitOrCodeOf(work: Promise<unknown>): Promise<string> {
  const error = await failureOf(work);
  if (!(error instanceof SandboxError)) throw error;
  return error.limit === undefined ? error.code : `${error.code} ${error.limit}`;
}

/**
 * Another tenant, whose call is under way while something else goes wrong: it waits in a host function until `finish` lets
 * it go on, and must then answer.
 */
export class Neighbour {
  private constructor(
    private readonly sandbox: Sandbox,
    private readonly component: CompiledComponent,
  ) {}

  static async move(fixture: Fixture): Promise<Neighbour> {
    const component = await fixture.compile(
      componentFromJavaScript(
        `import { get } from 'iceos:host/kv@0.1.0';
         export const run = (input) => JSON.stringify({ ...JSON.parse(input), kv: get('k') });`,
        ['kv'],
      ),
    );
    return new Neighbour(fixture.sandbox, component);
  }

  /** Starts a call and resolves when it waits in the host. */
  async begin(): Promise<{ finish(): Promise<SandboxResult> }> {
    const reached = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<string>();
    const call = this.sandbox.call({
      component: this.component,
      tenant: 'neighbour',
      args: ['{"n":1}'],
      host: {
        kv: {
          get: () => {
            reached.resolve();
            return gate.promise;
          },
          set: () => undefined,
          delete: () => undefined,
          list: () => [],
        },
      },
    });
    await Promise.race([reached.promise, call]);
    return {
      finish() {
        gate.resolve('mine');
        return call;
      },
    };
  }
}
