import { Injectable } from '@nestjs/common';
import { DEFAULT_LIMITS, Sandbox } from '@iceos/runtime/sandbox';
import { CodedError } from '@iceos/core/errors';
import type { WorldId } from '@iceos/core/world';
import { AppConfig } from '../../../src/config/app-config.js';
import type { Health } from '../../../src/http/readiness.js';
import { Metrics } from '../../../src/telemetry/metrics.js';
import type { ExecutionsCode } from '../executions.errors.js';

const MIB = 1024 * 1024;
/** World of the component that runs code nodes. */
const CODE_WORLD: WorldId = 'iceos:code@0.1.0';

/** The one sandbox of this process. Where it is switched off, or cannot be had, tools do not run: nothing runs outside. */
@Injectable()
export class SandboxHost {
  private readonly sandbox: Sandbox;
  private trouble: Error | undefined;

  constructor(
    private readonly config: AppConfig,
    private readonly metrics: Metrics,
  ) {
    const { memoryMb, cpuSeconds, timeoutSeconds } = config.sandbox;
    this.sandbox = new Sandbox({
      limits: {
        ...DEFAULT_LIMITS,
        memoryBytes: memoryMb * MIB,
        cpuMs: cpuSeconds * 1000,
        wallMs: timeoutSeconds * 1000,
      },
    });
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
        const result = await this.sandbox.call(call);
        const labels = { node_type: call.component.world === CODE_WORLD ? 'code' : 'tool' };
        this.metrics.record('sandbox_cpu_seconds', result.cpuMs / 1000, labels);
        this.metrics.record('sandbox_max_rss_bytes', result.peakBytes, labels);
        return result;
      },
    };
  }

  health(): Health {
    if (!this.config.sandbox.wasm) return { status: 'degraded', detail: 'switched off by ICE_ENABLE_WASM=0' };
    if (this.trouble) return { status: 'failed', detail: this.trouble.message };
    const { level } = this.sandbox;
    if (level === undefined) return { status: 'starting' };
    return {
      status: level === 'hardened' ? 'ok' : 'degraded',
      ...(level === 'hardened' ? {} : { detail: `children are isolated at the level ${level}` }),
      level,
      ...this.sandbox.stats(),
    };
  }

  async close(): Promise<void> {
    await this.sandbox.close();
  }
}

function wasmDisabled(): CodedError<ExecutionsCode> {
  return new CodedError('wasm-disabled', 'WASM components are switched off here.', {
    hint: 'Unset ICE_ENABLE_WASM.',
  });
}
