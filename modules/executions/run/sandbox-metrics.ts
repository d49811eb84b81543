import type { SandboxCall, SandboxStats } from '@iceos/runtime/sandbox';
import { HOST_INTERFACES, type WorldId } from '@iceos/core/world';
import type { Metrics } from '../../../src/telemetry/metrics.js';

/** World of the component that runs code nodes. */
const CODE_WORLD: WorldId = 'iceos:code@0.1.0';
/** Interfaces as host calls report them: without their version. */
const KNOWN = new Set([...HOST_INTERFACES.values()].map((known) => known.interface));

/** `call` with everything about it recorded: each label has few values, whatever a component does. */
export function measured(call: SandboxCall, metrics: Metrics): SandboxCall {
  const node_type = call.component.world === CODE_WORLD ? 'code' : 'tool';
  return {
    ...call,
    onEnd(end) {
      const { outcome, limit } = end;
      metrics.record('sandbox_cpu_seconds', end.cpuMs / 1000, { node_type });
      metrics.record('sandbox_max_rss_bytes', end.peakBytes, { node_type });
      metrics.record('sandbox_call_duration_seconds', end.wallMs / 1000, {
        node_type,
        outcome: labelOf(outcome),
      });
      metrics.record('sandbox_queue_wait_seconds', end.queuedMs / 1000, { node_type });
      if (limit !== undefined) metrics.record('sandbox_limit_exceeded_total', 1, { limit });
      call.onEnd?.(end);
    },
    onHostCall(report) {
      const name = KNOWN.has(report.interface) ? report.interface : 'other';
      metrics.record('sandbox_host_calls_total', 1, { interface: name, failed: String(report.failed) });
      metrics.record('sandbox_host_call_duration_seconds', report.durationMs / 1000, { interface: name });
      call.onHostCall?.(report);
    },
  };
}

/** What the sandbox is doing whenever the metrics are read. */
export function observeSandbox(metrics: Metrics, stats: () => SandboxStats | undefined): void {
  metrics.observe('sandbox_queue_length', () => [{ value: stats()?.queued ?? 0, labels: {} }]);
  metrics.observe('sandbox_calls', () => {
    const { running = 0, long = 0, waiting = 0 } = stats() ?? {};
    return readings({ running, long, waiting }, (state) => ({ state }));
  });
  metrics.observe('sandbox_children', () => {
    const { starting = 0, spare = 0, idle = 0, busy = 0 } = stats()?.children ?? {};
    return readings({ starting, spare, idle, busy }, (state) => ({ state }));
  });
  metrics.observe('sandbox_children_ended_total', () =>
    readings(stats()?.children.ended ?? {}, (reason) => ({ reason })),
  );
}

/** A capability may fail with a code of its own module; together they are one value. */
function labelOf(outcome: string): string {
  return OUTCOMES.has(outcome) ? outcome : 'host-failed';
}

const OUTCOMES = new Set([
  'succeeded',
  'tool-error',
  'limit-exceeded',
  'component-trapped',
  'invalid-output',
  'host-failed',
  'sandbox-unavailable',
  'sandbox-canceled',
]);

function readings<Labels>(values: Readonly<Record<string, number>>, labelsOf: (name: string) => Labels) {
  return Object.entries(values).map(([name, value]) => ({ value, labels: labelsOf(name) }));
}
