import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { refusedAtSight, type BlueprintFinding } from '@iceos/core/blueprint';
import { CodedError } from '@iceos/core/errors';
import { MODELS } from '@iceos/core/models';
import { parseFrozen, type FrozenBlueprint } from '@iceos/core/freeze';
import { validateWithin, type Violation } from '@iceos/core/value-schema';
import type {
  FromThread,
  Given,
  ModelTerms,
  Named,
  Resolutions,
  TaskName,
  Tasks,
  ToThread,
} from './checking/protocol.js';
import { FairQueue } from './sandbox/fair-queue.js';

export {
  namedIn,
  resolutionKey,
  type InPackage,
  type LookedUp,
  type Named,
  type Resolutions,
} from './checking/protocol.js';

/** - `checking-too-long`: the document takes longer to check than it may. - `checking-overloaded`: too many wait. */
export type CheckingCode = 'checking-too-long' | 'checking-overloaded';

export interface CheckingOptions {
  /** The models of the cluster; those of iceOS by default, and no others. */
  readonly models?: ModelTerms;
  /** Threads at the same time; by default half of the processors, and two at least. */
  readonly threads?: number;
  /** What one task may take, without what it waits for. */
  readonly deadlineMs?: number;
}

/** Looks up what some documents name, not what is behind it: the thread reads what it finds, and asks again. */
export type LookUp = (named: readonly Named[]) => Promise<Resolutions>;

interface Job {
  readonly tenant: string;
  readonly message: Extract<ToThread, { kind: 'task' }>;
  readonly lookUp: LookUp | undefined;
  resolve(gives: Tasks[TaskName]['gives']): void;
  reject(error: unknown): void;
}

const DEADLINE_MS = 10_000;
const MOST_WAITING = 256;
const MOST_OF_A_TENANT = 32;
const HEAP_MB = 512;
/** Steps of about 100 ns after which a value is checked elsewhere: what one check may hold up everybody else. */
const STEPS_HERE = 20_000;
/** Frozen blueprints up to this size are read here, in about a millisecond. */
const BYTES_HERE = 16 * 1024;

const PROGRAM = new URL('./checking/thread.js', import.meta.url);

/**
 * Threads that read and check what strangers wrote, so that the process that serves everybody never waits for it: a thread
 * that takes longer than the deadline, or more memory than it may, is ended, and another takes its place. Tenants take
 * turns. Threads start with the first task and hold nothing between tasks.
 */
export class CheckingThreads {
  readonly #limit: number;
  readonly #models: ModelTerms;
  readonly #deadlineMs: number;
  readonly #queue = new FairQueue<Job>();
  readonly #idle: Worker[] = [];
  /** Every thread, with when it can be given a task: what it takes to start is not the task's time. */
  readonly #all = new Map<Worker, Promise<void>>();
  #closed = false;

  constructor({ threads, deadlineMs = DEADLINE_MS, models }: CheckingOptions = {}) {
    const { version, providers, models: list, defaultModel } = models?.catalogue ?? MODELS;
    // Picked, because what a thread is given is copied, and of the catalogue only its data can be.
    this.#models = {
      catalogue: { version, providers, models: list, defaultModel },
      anyName: models?.anyName ?? false,
    };
    this.#limit = threads ?? Math.max(2, Math.floor(availableParallelism() / 2));
    this.#deadlineMs = deadlineMs;
  }

  /** Reads a blueprint, looks up what it names, and checks it: `readable` is whether it could be read. */
  check(tenant: string, given: Tasks['check']['given'], lookUp: LookUp): Promise<Tasks['check']['gives']> {
    const findings = atSight(given.document);
    if (findings.length > 0) return Promise.resolve({ readable: false, findings, permissions: [] });
    return this.#run(tenant, 'check', given, lookUp);
  }

  /** Reads a blueprint, looks up what it names, and freezes it, or says why not. */
  freeze(tenant: string, given: Tasks['freeze']['given'], lookUp: LookUp): Promise<Tasks['freeze']['gives']> {
    const findings = atSight(given.document);
    if (findings.length > 0) return Promise.resolve({ findings });
    return this.#run(tenant, 'freeze', given, lookUp);
  }

  /** What is wrong with the document of an agent, and with what it names. */
  checkAgent(tenant: string, document: Given, lookUp: LookUp): Promise<Tasks['agent']['gives']> {
    return this.#run(tenant, 'agent', document, lookUp);
  }

  /** What keeps a document from being a blueprint; nothing when `acceptedBlueprint` may be asked for it. */
  readBlueprint(tenant: string, document: Given): Promise<Tasks['read']['gives']> {
    const findings = atSight(document);
    return findings.length > 0 ? Promise.resolve(findings) : this.#run(tenant, 'read', document);
  }

  /** The frozen blueprint that `bytes` are; throws where they are none. Large ones are read in a thread first. */
  async readFrozen(tenant: string, bytes: Uint8Array): Promise<FrozenBlueprint> {
    const parsed = bytes.length <= BYTES_HERE ? parseFrozen(bytes) : undefined;
    if (parsed?.ok) return parsed.value;
    const fault = parsed ? parsed.detail : await this.#run(tenant, 'frozen', bytes);
    if (fault !== undefined) throw new Error(fault);
    return JSON.parse(new TextDecoder().decode(bytes)) as FrozenBlueprint;
  }

  /** What is wrong with each of some schemas. */
  checkSchemas(tenant: string, schemas: readonly unknown[]): Promise<Tasks['schemas']['gives']> {
    return this.#run(tenant, 'schemas', schemas);
  }

  /** What about `value` does not fit `schema`: here where that is soon told, in a thread otherwise. */
  violations(tenant: string, schema: unknown, value: unknown): Promise<Violation[]> {
    const soon = validateWithin(STEPS_HERE, schema, value);
    return soon ? Promise.resolve(soon) : this.#run(tenant, 'violations', { schema, value });
  }

  /** Ends every thread; tasks that wait or run are refused. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const job of this.#queue.drain()) job.reject(overloaded());
    await Promise.all([...this.#all.keys()].map((worker) => worker.terminate()));
  }

  #run<Name extends TaskName>(
    tenant: string,
    name: Name,
    given: Tasks[Name]['given'],
    lookUp?: LookUp,
  ): Promise<Tasks[Name]['gives']> {
    if (
      this.#closed ||
      this.#queue.length >= MOST_WAITING ||
      this.#queue.lengthOf(tenant) >= MOST_OF_A_TENANT
    )
      return Promise.reject(overloaded());
    return new Promise((resolve, reject) => {
      this.#queue.add({ tenant, message: { kind: 'task', name, given }, lookUp, resolve, reject });
      this.#next();
    });
  }

  #next(): void {
    const free = this.#idle.length > 0 || this.#all.size < this.#limit;
    const job = free ? this.#queue.take(() => true) : undefined;
    if (!job) return;
    const worker = this.#idle.pop() ?? this.#start();
    worker.ref();
    void this.#perform(worker, job).finally(() => this.#next());
  }

  #start(): Worker {
    const worker = new Worker(PROGRAM, {
      env: {},
      workerData: this.#models,
      stdin: false,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    promise.catch(() => undefined);
    this.#all.set(worker, promise);
    worker
      .once('message', () => resolve())
      .once('exit', () => {
        reject(tooLong(`${HEAP_MB} MiB`));
        this.#forget(worker);
      });
    // An error ends the thread, and its end is what counts.
    worker.on('error', () => undefined);
    return worker;
  }

  #forget(worker: Worker): void {
    this.#all.delete(worker);
    const at = this.#idle.indexOf(worker);
    if (at >= 0) this.#idle.splice(at, 1);
  }

  async #perform(worker: Worker, job: Job): Promise<void> {
    try {
      await this.#all.get(worker);
      job.resolve(await converse(worker, job, this.#deadlineMs));
      // An idle thread keeps no process alive; one at work does.
      worker.unref();
      this.#idle.push(worker);
    } catch (error) {
      // Whatever it is doing, it does not answer any more.
      await worker.terminate();
      job.reject(this.#closed ? overloaded() : error);
    }
  }
}

function atSight(document: Given): BlueprintFinding[] {
  return 'value' in document ? refusedAtSight(document.value) : [];
}

/** One task in one thread, to its end: what it gives, a failure, the deadline, or the end of the thread. */
function converse(worker: Worker, job: Job, deadlineMs: number): Promise<Tasks[TaskName]['gives']> {
  const { promise, resolve, reject } = Promise.withResolvers<Tasks[TaskName]['gives']>();
  let timer: NodeJS.Timeout | undefined;
  const say = (message: ToThread): void => {
    timer = setTimeout(() => reject(tooLong(`${deadlineMs / 1000} s`)), deadlineMs);
    worker.postMessage(message);
  };
  const hear = (message: FromThread): void => {
    clearTimeout(timer);
    if (message.kind === 'done') resolve(message.gives);
    else if (message.kind === 'failed') reject(new Error(`A checking thread failed: ${message.message}`));
    else if (!job.lookUp) reject(new Error('A checking thread asked for what nobody looks up.'));
    // The look-up waits for others, not for the thread, so that time does not count.
    else job.lookUp(message.named).then((resolutions) => say({ kind: 'answer', resolutions }), reject);
  };
  const end = (): void => reject(tooLong(`${HEAP_MB} MiB`));
  worker.on('message', hear).once('exit', end);
  say(job.message);
  return promise.finally(() => {
    clearTimeout(timer);
    worker.off('message', hear).off('exit', end);
  });
}

function tooLong(bound: string): CodedError<CheckingCode> {
  return new CodedError('checking-too-long', `Checking this takes more than ${bound}.`, {
    hint: 'Make it smaller: fewer nodes, and simpler schemas.',
  });
}

function overloaded(): CodedError<CheckingCode> {
  return new CodedError('checking-overloaded', 'Too many documents wait to be checked.', {
    hint: 'Try again in a few seconds.',
  });
}
