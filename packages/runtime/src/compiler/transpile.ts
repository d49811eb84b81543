import type { ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { readFileSync } from 'node:fs';
import type { Duplex } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Refusal } from '@iceos/core/refusal';
import { findLaunch, startProgram, type Launch, type Program } from '../process/launch.js';
import { encodeFrame, FrameReader } from '../process/wire.js';
import { parseTranspileAnswer, type TranspileAnswer, type TranspileRequest } from './transpile-messages.js';

/** The tool that components are transpiled with, as it is installed. */
export interface Toolchain {
  readonly version: string;
  readonly bindgen: string;
  readonly wasmTools: string;
  /** The folder of packages that it reads its own parts from. */
  readonly folder: string;
}

/** What the process answered, and the files it made, end to end. */
export interface Transpiled {
  readonly answer: Extract<TranspileAnswer, { type: 'transpiled' }>;
  readonly body: Uint8Array;
}

const MIB = 1024 * 1024;
const PROGRAM_FILE = fileURLToPath(new URL('./transpiler.js', import.meta.url));
const WIRE = fileURLToPath(new URL('../process/wire.js', import.meta.url));
const MAX_ANSWER_BYTES = 128 * MIB;

/** Finds the installed toolchain without loading any of it. */
export function findToolchain(): Toolchain {
  const require = createRequire(import.meta.url);
  const bindgen = require.resolve('@bytecodealliance/jco-transpile/component');
  const scope = bindgen.lastIndexOf(`${sep}@bytecodealliance${sep}jco-transpile${sep}`);
  const folder = join(bindgen.slice(0, scope), '@bytecodealliance');
  const manifest = join(folder, 'jco-transpile', 'package.json');
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  return {
    version,
    folder,
    bindgen: pathToFileURL(bindgen).href,
    wasmTools: pathToFileURL(require.resolve('@bytecodealliance/jco-transpile/wasm-tools')).href,
  };
}

/** Transpiles components, each in a process of its own that is gone afterwards (docs/spec/sandbox.md 5). */
export class Transpiler {
  private launch: Promise<Launch> | undefined;
  private readonly program: Program;
  private readonly running = new Set<() => void>();
  private closed = false;

  constructor(
    toolchain: Toolchain,
    private readonly deadlineMs: number,
  ) {
    this.program = {
      file: PROGRAM_FILE,
      readable: [dirname(PROGRAM_FILE), WIRE, toolchain.folder],
      // The tool waits for its input in a worker thread; no part of a component ever runs here.
      flags: ['--allow-worker', '--max-old-space-size=1024', '--wasm-max-mem-pages=24576'],
      dataBytes: 4096 * MIB,
      cpuSeconds: 300,
    };
  }

  /** Throws `component-check-failed` when the process refuses, breaks or takes too long. */
  async run(request: TranspileRequest, component: Uint8Array, subject: string): Promise<Transpiled> {
    this.launch ??= findLaunch(this.program);
    const launch = await this.launch;
    if (this.closed) throw notCompiled(subject, 'the compiler was closed');
    const shot = new OneShot(launch, this.program, subject);
    const close = () => shot.end('the compiler was closed');
    this.running.add(close);
    const deadline = setTimeout(() => shot.end(`it took longer than ${this.deadlineMs} ms`), this.deadlineMs);
    try {
      return await shot.ask(request, component);
    } finally {
      clearTimeout(deadline);
      this.running.delete(close);
      await shot.gone();
    }
  }

  /** Ends what runs; nothing is started any more. */
  close(): void {
    this.closed = true;
    for (const end of this.running) end();
  }
}

function notCompiled(subject: string, why: string): Refusal {
  return new Refusal('component-check-failed', `${subject} could not be compiled: ${why}.`, { subject });
}

/** One process, one question, one answer. */
class OneShot {
  private readonly process: ChildProcess;
  private readonly channel: Duplex | undefined;
  private readonly ended: Promise<void>;
  private readonly answer = Promise.withResolvers<Transpiled>();

  constructor(
    launch: Launch,
    program: Program,
    private readonly subject: string,
  ) {
    ({ process: this.process, channel: this.channel } = startProgram(launch, program));
    this.ended = new Promise((resolve) => {
      const over = () => {
        this.end('the process ended');
        resolve();
      };
      this.process.once('error', over);
      this.process.once('exit', over);
    });
    this.listen(new FrameReader(MAX_ANSWER_BYTES));
  }

  ask(request: TranspileRequest, component: Uint8Array): Promise<Transpiled> {
    this.channel?.write(encodeFrame(request, [component]));
    return this.answer.promise;
  }

  /** Ends the process; what was asked fails, unless it was answered before. */
  end(why: string): void {
    this.answer.reject(notCompiled(this.subject, why));
    this.process.kill('SIGKILL');
  }

  /** Ends the process and resolves when it is no more. */
  gone(): Promise<void> {
    this.process.kill('SIGKILL');
    return this.ended;
  }

  private listen(frames: FrameReader): void {
    // A process that died leaves its channel broken; its end is told by the process.
    this.channel?.on('error', () => undefined);
    this.channel?.on('data', (chunk: Uint8Array) => {
      try {
        for (const frame of frames.push(chunk)) {
          const answer = parseTranspileAnswer(frame);
          if (answer?.type === 'transpiled') this.answer.resolve({ answer, body: frame.body });
          else this.end(answer?.detail ?? 'the process answered something else');
        }
      } catch {
        this.end('the process answered something else');
      }
    });
  }
}
