import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Cache } from './cache.js';
import { Checking } from './checking.js';
import { EventBus } from './event-bus.js';
import { Leases } from './leases.js';
import { OutboxPump } from './outbox-pump.js';
import { Outbox } from './outbox.js';
import { Ports } from './ports.js';
import { Startup } from './startup.js';

/** Makes the ports, the checking threads and the list of start-up steps injectable everywhere. */
@Global()
@Module({})
export class JobsModule {
  static holding(ports: Ports): DynamicModule {
    return {
      module: JobsModule,
      providers: [
        { provide: Ports, useValue: ports },
        { provide: Cache, useValue: ports.cache },
        { provide: EventBus, useValue: ports.events },
        { provide: Leases, useValue: ports.leases },
        Checking,
        Startup,
        Outbox,
        OutboxPump,
      ],
      exports: [Ports, Cache, Checking, EventBus, Leases, Startup, Outbox, OutboxPump],
    };
  }
}
