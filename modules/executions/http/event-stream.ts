import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { EventBus } from '../../../src/jobs/event-bus.js';
import { ExecutionsService } from '../executions.service.js';
import type { Execution, ExecutionEvent } from '../executions.types.js';
import { topicOf } from '../run/event-log.js';
import { presentEvent } from './executions.presenter.js';

interface Frame {
  readonly event: string;
  readonly data: object;
}

const BATCH = 200;
const HEARTBEAT_MS = 15_000;
/** A hint may be missed; the rows are looked at this often anyway. */
const LOOK_EVERY_MS = 1000;
const LAST = 'workflow.completed';

/**
 * Sends the events of an execution as server-sent events: those that are stored, then those that come, always in order and
 * without gaps, and ends after the last one. A client that comes back says which it had.
 */
@Injectable()
export class EventStream {
  constructor(
    private readonly executions: ExecutionsService,
    private readonly bus: EventBus,
  ) {}

  /** `farewell` makes a last frame, which is no event of the execution and has no number. */
  async send(
    org: string,
    id: string,
    after: number,
    reply: FastifyReply,
    farewell?: (execution: Execution) => Frame,
  ): Promise<void> {
    const socket = this.open(reply);
    let hinted: () => void = () => undefined;
    const hints = await this.bus.subscribe(topicOf(id), () => hinted());
    const beat = setInterval(() => socket.write(': still here\n\n'), HEARTBEAT_MS);
    try {
      for (let last = after, open = true; open;) {
        const hint = new Promise<void>((resolve) => (hinted = resolve));
        const events = await this.executions.events(org, id, last, BATCH);
        for (const event of events) await write(socket, event);
        last = events.at(-1)?.seq ?? last;
        open = !socket.destroyed && !(await this.isOver(org, id, events, last));
        if (open && events.length < BATCH) await Promise.race([hint, pause(LOOK_EVERY_MS)]);
      }
      if (farewell && !socket.destroyed) {
        const { event, data } = farewell(await this.executions.get(org, id));
        socket.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
      }
    } finally {
      clearInterval(beat);
      await hints.end();
      socket.end();
    }
  }

  private open(reply: FastifyReply): FastifyReply['raw'] {
    reply.hijack();
    const { raw } = reply;
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) raw.setHeader(name, value);
    raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    raw.write('retry: 2000\n\n');
    return raw;
  }

  /** A client that has had the last event is sent no more; the row says that the run is over. */
  private async isOver(
    org: string,
    id: string,
    events: readonly ExecutionEvent[],
    last: number,
  ): Promise<boolean> {
    if (events.some(({ event }) => event === LAST)) return true;
    if (events.length > 0) return false;
    const { status } = await this.executions.get(org, id);
    if (status !== 'completed' && status !== 'failed') return false;
    // The end and its event are one transaction: if it is not there now, it never will be.
    return (await this.executions.events(org, id, last, 1)).length === 0;
  }
}

async function write(socket: FastifyReply['raw'], event: ExecutionEvent): Promise<void> {
  const data = JSON.stringify(presentEvent(event));
  const room = socket.write(`id: ${event.seq}\nevent: ${event.event}\ndata: ${data}\n\n`);
  if (!room && !socket.destroyed)
    await new Promise((resolve) => socket.once('drain', resolve).once('close', resolve));
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
