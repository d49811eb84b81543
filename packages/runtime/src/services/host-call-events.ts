import type { HttpGrant } from '../capabilities.js';
import type { ToolCall } from '../interpreter.js';
import type { HostCallReport } from '../sandbox.js';

type Sent = Parameters<NonNullable<HttpGrant['onSent']>>[0];
type Total = {
  interface: string;
  function: string;
  calls: number;
  failed_calls: number;
  request_bytes: number;
  answer_bytes: number;
  duration_ms: number;
};

/** Host calls of one call of a component that become events of their own. */
const MAX_SINGLE = 100;
const LOG = 'iceos:host/log';

/**
 * Makes the host calls of one call into events of the run: each of the first hundred by itself, the others by function and
 * in sum, when the call ends (docs/spec/sandbox.md 16). Log messages are events already, so their calls are summed only.
 */
export class HostCallEvents {
  private single = 0;
  private request: Sent | undefined;
  private readonly totals = new Map<string, Total>();

  constructor(private readonly onEvent: ToolCall['onEvent']) {}

  /** What is known of the request that the next report is about. */
  sent(request: Sent): void {
    this.request = request;
  }

  tell(report: HostCallReport): void {
    const { request } = this;
    this.request = undefined;
    if (report.interface === LOG || this.single === MAX_SINGLE) {
      this.add(report);
      return;
    }
    this.single += 1;
    this.onEvent('node.host_call', {
      interface: report.interface,
      function: report.function,
      request_bytes: report.requestBytes,
      answer_bytes: report.answerBytes,
      duration_ms: rounded(report.durationMs),
      failed: report.failed,
      // Never a path, a header or a body.
      ...(request && { host: request.host, status: request.status ?? null }),
    });
  }

  /** Tells the sums. Called once, at the end of the call. */
  close(): void {
    for (const total of this.totals.values()) {
      this.onEvent('node.host_call', {
        ...total,
        duration_ms: rounded(total.duration_ms),
        failed: total.failed_calls > 0,
        summed: true,
      });
    }
  }

  private add(report: HostCallReport): void {
    const id = `${report.interface}#${report.function}`;
    const total = this.totals.get(id) ?? {
      interface: report.interface,
      function: report.function,
      calls: 0,
      failed_calls: 0,
      request_bytes: 0,
      answer_bytes: 0,
      duration_ms: 0,
    };
    total.calls += 1;
    total.failed_calls += report.failed ? 1 : 0;
    total.request_bytes += report.requestBytes;
    total.answer_bytes += report.answerBytes;
    total.duration_ms += report.durationMs;
    this.totals.set(id, total);
  }
}

function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
