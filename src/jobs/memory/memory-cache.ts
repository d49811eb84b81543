import { Cache } from '../cache.js';

interface Entry {
  readonly value: string;
  readonly until: number;
}

const MOST_ENTRIES = 10_000;

/** A cache of this process; drops what was set longest ago when it is full. */
export class MemoryCache extends Cache {
  private readonly entries = new Map<string, Entry>();

  async get(key: string): Promise<string | undefined> {
    const entry = this.entries.get(key);
    if (entry && entry.until > performance.now()) return entry.value;
    this.entries.delete(key);
    return undefined;
  }

  async set(key: string, value: string, seconds: number): Promise<void> {
    this.entries.delete(key);
    const [oldest] = this.entries.keys();
    if (this.entries.size >= MOST_ENTRIES && oldest !== undefined) this.entries.delete(oldest);
    this.entries.set(key, { value, until: performance.now() + seconds * 1000 });
  }

  async delete(key: string): Promise<void> {
    this.entries.delete(key);
  }
}
