import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { INTERPRETER_ABI } from '@iceos/runtime/interpreter';
import { DurableEngine } from '../../../src/jobs/durable-engine.js';
import { Dispatcher } from './dispatcher.js';
import { Heartbeat } from './heartbeat.js';
import { RunRegistry } from './run-registry.js';
import { Runner } from './runner.js';
import { SandboxHost } from './sandbox-host.js';

/** How long runs may go on after the process was told to stop; the others are taken up after the next start. */
const GRACE_MS = 5000;

/** Starts and stops what carries executions out, in the one order in which nothing is lost. */
@Injectable()
export class WorkerLifecycle implements OnApplicationShutdown {
  private started = false;

  constructor(
    private readonly sandbox: SandboxHost,
    private readonly engine: DurableEngine,
    private readonly runner: Runner,
    private readonly heartbeat: Heartbeat,
    private readonly dispatcher: Dispatcher,
    private readonly runs: RunRegistry,
  ) {}

  async start(): Promise<void> {
    this.started = true;
    await this.sandbox.start();
    await this.engine.launch((id, steps) => this.runner.run(id, steps), INTERPRETER_ABI);
    await this.heartbeat.start();
    this.dispatcher.start();
  }

  async onApplicationShutdown(): Promise<void> {
    if (!this.started) return;
    await this.dispatcher.stop();
    await this.runs.close(GRACE_MS);
    await this.sandbox.close();
    await this.engine.shutdown();
    await this.heartbeat.stop();
  }
}
