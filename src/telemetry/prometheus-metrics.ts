import type { Attributes } from '@opentelemetry/api';
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import {
  type MetricLabels,
  METRICS,
  Metrics,
  type ObservedName,
  type Reading,
  type RecordedName,
} from './metrics.js';

/** Upper bounds of the buckets of histograms: from a call in a warm child to the longest that any call may take. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const MIB = 1024 * 1024;
const BYTES = [1, 4, 16, 32, 64, 128, 256, 512, 1024, 2048].map((size) => size * MIB);

/** Metrics kept by OpenTelemetry and read by Prometheus. */
export class PrometheusMetrics extends Metrics {
  private readonly exporter = new PrometheusExporter({ preventServerStart: true });
  private readonly serializer = new PrometheusSerializer();
  private readonly meter = new MeterProvider({ readers: [this.exporter] }).getMeter('iceos');
  private readonly recorders: ReadonlyMap<string, (value: number, labels: Attributes) => void>;

  constructor() {
    super();
    const { meter } = this;
    this.recorders = new Map(
      Object.entries(METRICS).flatMap(([name, { kind, help }]) => {
        if (kind === 'gauge' || kind === 'total') return [];
        if (kind === 'counter') {
          const counter = meter.createCounter(name, { description: help });
          return [[name, (value, labels) => counter.add(value, labels)]];
        }
        const histogram = meter.createHistogram(name, {
          description: help,
          advice: { explicitBucketBoundaries: name.endsWith('_bytes') ? BYTES : SECONDS },
        });
        return [[name, (value, labels) => histogram.record(value, labels)]];
      }),
    );
  }

  record<Name extends RecordedName>(name: Name, value: number, labels: MetricLabels<Name>): void {
    this.recorders.get(name)?.(value, labels);
  }

  observe<Name extends ObservedName>(name: Name, read: () => readonly Reading<Name>[]): void {
    const { kind, help: description } = METRICS[name];
    const observed =
      kind === 'gauge'
        ? this.meter.createObservableGauge(name, { description })
        : this.meter.createObservableCounter(name, { description });
    observed.addCallback((result) => read().forEach(({ value, labels }) => result.observe(value, labels)));
  }

  async render(): Promise<string> {
    const { resourceMetrics } = await this.exporter.collect();
    return this.serializer.serialize(resourceMetrics);
  }
}
