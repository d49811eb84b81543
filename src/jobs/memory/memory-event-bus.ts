import { EventEmitter } from 'node:events';
import { EventBus, type Subscription } from '../event-bus.js';

/** Events within this process. Listeners are called after `publish` returns, as those of another process would be. */
export class MemoryEventBus extends EventBus {
  private readonly topics = new EventEmitter().setMaxListeners(0);

  async publish(topic: string, message: string): Promise<void> {
    setImmediate(() => this.topics.emit(topic, message));
  }

  async subscribe(topic: string, listener: (message: string) => void): Promise<Subscription> {
    this.topics.on(topic, listener);
    return {
      end: async () => {
        this.topics.off(topic, listener);
      },
    };
  }
}
