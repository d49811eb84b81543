import { SilentMetrics, type Metrics } from './metrics.js';

/** Metrics of this process; the libraries for them are loaded only when they are wanted. */
export async function openMetrics(enabled: boolean): Promise<Metrics> {
  if (!enabled) return new SilentMetrics();
  const { PrometheusMetrics } = await import('./prometheus-metrics.js');
  return new PrometheusMetrics();
}
