import { EventEmitter } from 'node:events';
import type { Redis } from 'ioredis';
import { EventBus, type Subscription } from '../event-bus.js';
import { PREFIX } from './connection.js';

/** Events between processes. Listening takes a connection of its own, made with the first listener. */
export class RedisEventBus extends EventBus {
  private readonly topics = new EventEmitter().setMaxListeners(0);
  private subscriber: Redis | undefined;

  constructor(
    private readonly redis: Redis,
    private readonly onTrouble: (error: Error) => void,
  ) {
    super();
  }

  async publish(topic: string, message: string): Promise<void> {
    await this.redis.publish(`${PREFIX}events:${topic}`, message).catch(() => 0);
  }

  async subscribe(topic: string, listener: (message: string) => void): Promise<Subscription> {
    const channel = `${PREFIX}events:${topic}`;
    this.topics.on(channel, listener);
    // A connection that is lost subscribes again by itself.
    await this.listening().subscribe(channel);
    return {
      end: async () => {
        this.topics.off(channel, listener);
        if (this.topics.listenerCount(channel) === 0) await this.subscriber?.unsubscribe(channel);
      },
    };
  }

  async close(): Promise<void> {
    this.topics.removeAllListeners();
    this.subscriber?.disconnect();
  }

  private listening(): Redis {
    if (this.subscriber) return this.subscriber;
    const subscriber = this.redis.duplicate({ enableOfflineQueue: true, maxRetriesPerRequest: null });
    subscriber.on('error', this.onTrouble);
    subscriber.on('message', (channel: string, message: string) => this.topics.emit(channel, message));
    this.subscriber = subscriber;
    return subscriber;
  }
}
