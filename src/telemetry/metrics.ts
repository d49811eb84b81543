/** Every metric there is. Labels have few values each; alert rules are made from these names. */
export const METRICS = {
  http_request_duration_seconds: {
    kind: 'histogram',
    help: 'Time to answer requests',
    labels: ['method', 'route', 'status'],
  },
  executions_started_total: { kind: 'counter', help: 'Executions started', labels: [] },
  executions_completed_total: { kind: 'counter', help: 'Executions that completed', labels: [] },
  executions_failed_total: { kind: 'counter', help: 'Executions that failed', labels: [] },
  llm_cost_total: { kind: 'counter', help: 'US dollars that calls of models cost', labels: [] },
  sandbox_cpu_seconds: { kind: 'histogram', help: 'CPU time of sandboxed calls', labels: ['node_type'] },
  sandbox_max_rss_bytes: {
    kind: 'histogram',
    help: 'Largest memory of sandboxed calls',
    labels: ['node_type'],
  },
  sandbox_call_duration_seconds: {
    kind: 'histogram',
    help: 'Time of sandboxed calls from their start to their end, waiting for the host included',
    labels: ['node_type', 'outcome'],
  },
  sandbox_queue_wait_seconds: {
    kind: 'histogram',
    help: 'Time that sandboxed calls waited before they were started',
    labels: ['node_type'],
  },
  sandbox_limit_exceeded_total: {
    kind: 'counter',
    help: 'Sandboxed calls that were ended by a limit',
    labels: ['limit'],
  },
  sandbox_host_calls_total: {
    kind: 'counter',
    help: 'Host calls of sandboxed components',
    labels: ['interface', 'failed'],
  },
  sandbox_host_call_duration_seconds: {
    kind: 'histogram',
    help: 'Time of host calls of sandboxed components',
    labels: ['interface'],
  },
  sandbox_queue_length: { kind: 'gauge', help: 'Sandboxed calls that wait to be started', labels: [] },
  sandbox_calls: { kind: 'gauge', help: 'Sandboxed calls under way', labels: ['state'] },
  sandbox_children: { kind: 'gauge', help: 'Child processes of the sandbox', labels: ['state'] },
  sandbox_children_ended_total: {
    kind: 'total',
    help: 'Child processes of the sandbox that have ended since the start',
    labels: ['reason'],
  },
} as const;

type MetricName = keyof typeof METRICS;
type NameOf<Kind> = {
  [Name in MetricName]: (typeof METRICS)[Name]['kind'] extends Kind ? Name : never;
}[MetricName];
/** Metrics that are asked for when they are read: states, and counts that somebody else keeps. */
export type ObservedName = NameOf<'gauge' | 'total'>;
/** Metrics that are recorded when something happens. */
export type RecordedName = NameOf<'counter' | 'histogram'>;
export type MetricLabels<Name extends MetricName> = {
  readonly [Label in (typeof METRICS)[Name]['labels'][number]]: string;
};

/** One value of an observed metric. */
export interface Reading<Name extends MetricName> {
  readonly value: number;
  readonly labels: MetricLabels<Name>;
}

/** Takes measurements. Does nothing, and costs nothing, unless ICEOS_ENABLE_METRICS=1. */
export abstract class Metrics {
  /** Adds to a counter, or records one value of a histogram. */
  abstract record<Name extends RecordedName>(name: Name, value: number, labels: MetricLabels<Name>): void;

  /** Asks `read` for the values of a metric whenever the metrics are read. */
  abstract observe<Name extends ObservedName>(name: Name, read: () => readonly Reading<Name>[]): void;

  /** All metrics as Prometheus reads them. */
  abstract render(): Promise<string>;
}

export class SilentMetrics extends Metrics {
  record(): void {}

  observe(): void {}

  async render(): Promise<string> {
    return '';
  }
}
