import { randomUUIDv7 } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { runBlueprint, type Journal, type RunEvent, type RunResult } from '@iceos/runtime/interpreter';
import { AppConfig } from '../../../src/config/app-config.js';
import { BillingService } from '../../billing/billing.service.js';
import { CompilerService } from '../../compiler/compiler.service.js';
import type { FreezeRequest } from '../../compiler/compiler.types.js';
import { RunServices } from '../run/run-services.js';

export interface RunOnceInput extends FreezeRequest {
  readonly project: string | undefined;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal;
  /** Told what happens, in order. */
  readonly onEvents?: (events: readonly RunEvent[]) => void;
}

/** In memory there is nothing to take up again: every step and decision is simply made. */
const MEMORY: Journal = {
  step: (_path, body) => body(),
  decide: (body) => body(),
};

/** Runs something to its end while the caller waits. Nothing of it is stored, and it ends with the process. */
@Injectable()
export class RunOnce {
  constructor(
    private readonly compiler: CompilerService,
    private readonly billing: BillingService,
    private readonly services: RunServices,
    private readonly config: AppConfig,
  ) {}

  /** Throws what freezing, the budgets and the load gate refuse with, and `run-canceled` when `signal` aborts. */
  async execute({ org, project, target, inputs, signal, onEvents }: RunOnceInput): Promise<RunResult> {
    const { frozen } = await this.compiler.freeze({ org, target });
    await this.billing.requireWithin({ org, project }, frozen.cost);
    const { runnable, workflows, services } = await this.services.open(org, frozen);
    return runBlueprint(runnable, inputs, {
      run: randomUUIDv7(),
      journal: MEMORY,
      services,
      workflows,
      ceilings: this.config.billing.ceilings,
      signal,
      now: () => new Date(),
      onEvents: (events) => {
        onEvents?.(events);
        return Promise.resolve();
      },
    });
  }
}
