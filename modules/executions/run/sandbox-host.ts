import { Injectable } from '@nestjs/common';
import { DEFAULT_LIMITS, Sandbox } from '@iceos/runtime/sandbox';
import { CodedError } from '@iceos/core/errors';
import { AppConfig } from '../../../src/config/app-config.js';
import type { Health } from '../../../src/http/readiness.js';
import { Metrics } from '../../../src/telemetry/metrics.js';
import type { ExecutionsCode } from '../executions.errors.js';
import { measured, observeSandbox } from './sandbox-metrics.js';

const MIB = 1024 * 1024;

/** The one sandbox of this process. Where it is switched off, or cannot be had, tools do not run: nothing runs outside. */
@Injectable()
export class SandboxHost {
  private readonly sandbox: Sandbox;
  private trouble: Error | undefined;

  constructor(
    private readonly config: AppConfig,
    private readonly metrics: Metrics,
  ) {
    const { memoryMb, cpuSeconds, timeoutSeconds, maxChildren, maxQueued } = config.sandbox;
    this.sandbox = new Sandbox({
      limits: {
        ...DEFAULT_LIMITS,
        memoryBytes: memoryMb * MIB,
        cpuMs: cpuSeconds * 1000,
        wallMs: timeoutSeconds * 1000,
      },
      maxQueued,
      ...(maxChildren === undefined ? {} : { maxChildren }),
      require: config.production ? 'hardened' : 'basic',
    });
    observeSandbox(metrics, () => this.sandbox.stats());
  }

  /** Resolves when calls can be made, or when it is known why they cannot. */
  async start(): Promise<void> {
    if (!this.config.sandbox.wasm) return;
    try {
      await this.sandbox.start();
    } catch (error) {
      this.trouble = error as Error;
    }
  }

  /** Calls components, or says why they are not called here. */
  get door(): Pick<Sandbox, 'call'> {
    return {
      call: async (call) => {
        if (!this.config.sandbox.wasm) throw wasmDisabled();
        if (this.trouble) throw this.trouble;
        return this.sandbox.call(measured(call, this.metrics));
      },
    };
  }

  /** Throws `sandbox-overloaded` when a call of `org` would be refused now: whoever waits for it should come back later. */
  requireRoom(org: string): void {
    if (!this.sandbox.overloaded(org)) return;
    throw new CodedError<ExecutionsCode>(
      'sandbox-overloaded',
      'Too many calls are waiting for the sandbox.',
      {
        hint: 'Try again after the seconds of Retry-After, or start the execution without waiting for it.',
      },
    );
  }

  health(): Health {
    if (!this.config.sandbox.wasm) return { status: 'degraded', detail: 'switched off by ICE_ENABLE_WASM=0' };
    if (this.trouble) return failedHealth(this.trouble);
    const { isolation } = this.sandbox;
    if (isolation === undefined) return { status: 'starting' };
    const { level, lacks } = isolation;
    return {
      status: level === 'hardened' ? 'ok' : 'degraded',
      ...(level === 'hardened' ? {} : { detail: `children are isolated at the level ${level}` }),
      level,
      lacks,
      ...this.sandbox.stats(),
    };
  }

  async close(): Promise<void> {
    await this.sandbox.close();
  }
}

function failedHealth(trouble: Error): Health {
  const told = trouble instanceof CodedError ? { code: trouble.code, hint: trouble.hint } : {};
  return { status: 'failed', detail: trouble.message, ...told };
}

function wasmDisabled(): CodedError<ExecutionsCode> {
  return new CodedError('wasm-disabled', 'WASM components are switched off here.', {
    hint: 'Unset ICE_ENABLE_WASM.',
  });
}
