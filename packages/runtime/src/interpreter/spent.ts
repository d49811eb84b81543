import type { SandboxUsage } from './types.js';

/** Adds up what the sandboxed calls of one task took, and what its calls of models cost. */
export class Spent {
  private total: SandboxUsage | undefined;
  private nanoUsd = 0;

  add(usage: Omit<SandboxUsage, 'calls'>): void {
    const { calls, queued_ms, wall_ms, cpu_ms, peak_bytes, host_calls } = this.total ?? NOTHING;
    this.total = {
      calls: calls + 1,
      queued_ms: rounded(queued_ms + usage.queued_ms),
      wall_ms: rounded(wall_ms + usage.wall_ms),
      cpu_ms: rounded(cpu_ms + usage.cpu_ms),
      peak_bytes: Math.max(peak_bytes, usage.peak_bytes),
      host_calls: host_calls + usage.host_calls,
    };
  }

  /** What one call of a model cost. */
  pay(nanoUsd: number): void {
    this.nanoUsd += nanoUsd;
  }

  /** As it stands in the outcome: nothing for a task that called nothing. */
  meta(): { readonly sandbox?: SandboxUsage; readonly cost_nano_usd?: number } {
    return {
      ...(this.total ? { sandbox: this.total } : {}),
      ...(this.nanoUsd > 0 ? { cost_nano_usd: this.nanoUsd } : {}),
    };
  }
}

const NOTHING: SandboxUsage = {
  calls: 0,
  queued_ms: 0,
  wall_ms: 0,
  cpu_ms: 0,
  peak_bytes: 0,
  host_calls: 0,
};

/** Microseconds are as fine as anybody wants to know. */
function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
