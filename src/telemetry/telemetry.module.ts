import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Metrics, SilentMetrics } from './metrics.js';
import { MetricsController } from './metrics.controller.js';

/** Makes the metrics injectable everywhere, and readable when they are kept. */
@Global()
@Module({})
export class TelemetryModule {
  static holding(metrics: Metrics): DynamicModule {
    return {
      module: TelemetryModule,
      controllers: metrics instanceof SilentMetrics ? [] : [MetricsController],
      providers: [{ provide: Metrics, useValue: metrics }],
      exports: [Metrics],
    };
  }
}
