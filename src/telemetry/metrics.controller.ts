import { Controller, Get, Header } from '@nestjs/common';
import { Public, Unlimited } from '../http/access.js';
import { answers, Describes } from '../http/describe.js';
import { Metrics } from './metrics.js';

@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  /** Metrics in the text format of Prometheus. */
  @Get()
  @Describes({ responses: answers('text/plain', 'Metrics') })
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  @Public()
  @Unlimited()
  read(): Promise<string> {
    return this.metrics.render();
  }
}
