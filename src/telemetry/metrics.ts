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
  sandbox_cpu_seconds: { kind: 'histogram', help: 'CPU time of sandboxed calls', labels: ['node_type'] },
  sandbox_max_rss_bytes: {
    kind: 'histogram',
    help: 'Largest memory of sandboxed calls',
    labels: ['node_type'],
  },
} as const;

export type MetricName = keyof typeof METRICS;
export type MetricLabels<Name extends MetricName> = {
  readonly [Label in (typeof METRICS)[Name]['labels'][number]]: string;
};

/** Takes measurements. Does nothing, and costs nothing, unless ICEOS_ENABLE_METRICS=1. */
export abstract class Metrics {
  /** Adds to a counter, or records one value of a histogram. */
  abstract record<Name extends MetricName>(name: Name, value: number, labels: MetricLabels<Name>): void;

  /** All metrics as Prometheus reads them. */
  abstract render(): Promise<string>;
}

export class SilentMetrics extends Metrics {
  record(): void {}

  async render(): Promise<string> {
    return '';
  }
}
