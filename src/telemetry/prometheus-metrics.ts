import type { Attributes } from '@opentelemetry/api';
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { type MetricLabels, type MetricName, METRICS, Metrics } from './metrics.js';

/** Metrics kept by OpenTelemetry and read by Prometheus. */
export class PrometheusMetrics extends Metrics {
  private readonly exporter = new PrometheusExporter({ preventServerStart: true });
  private readonly serializer = new PrometheusSerializer();
  private readonly recorders: ReadonlyMap<string, (value: number, labels: Attributes) => void>;

  constructor() {
    super();
    const meter = new MeterProvider({ readers: [this.exporter] }).getMeter('iceos');
    this.recorders = new Map(
      Object.entries(METRICS).map(([name, { kind, help }]) => {
        if (kind === 'counter') {
          const counter = meter.createCounter(name, { description: help });
          return [name, (value, labels) => counter.add(value, labels)];
        }
        const histogram = meter.createHistogram(name, { description: help });
        return [name, (value, labels) => histogram.record(value, labels)];
      }),
    );
  }

  record<Name extends MetricName>(name: Name, value: number, labels: MetricLabels<Name>): void {
    this.recorders.get(name)?.(value, labels);
  }

  async render(): Promise<string> {
    const { resourceMetrics } = await this.exporter.collect();
    return this.serializer.serialize(resourceMetrics);
  }
}
