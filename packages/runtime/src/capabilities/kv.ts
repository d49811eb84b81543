import type { HostImplementation } from '@iceos/core/world';
import { QuotaExceeded } from './failures.js';

export interface KvQuotas {
  readonly keys: number;
  /** Characters of a key. */
  readonly keyLength: number;
  /** Characters of a value. */
  readonly valueLength: number;
  /** Characters of all keys and values. */
  readonly totalLength: number;
}

const DEFAULT_QUOTAS: KvQuotas = { keys: 1000, keyLength: 256, valueLength: 65_536, totalLength: 1_048_576 };

/**
 * `iceos:host/kv` of one execution, in memory. Its functions are the capability itself; give the same one to every call
 * of the execution, and to no other. `entries()` is what to keep when the execution must survive the process.
 */
export class ExecutionKv implements HostImplementation<'kv'> {
  private readonly values: Map<string, string>;
  private readonly quotas: KvQuotas;
  private length = 0;

  constructor(entries: Iterable<readonly [string, string]> = [], quotas: Partial<KvQuotas> = {}) {
    this.values = new Map(entries);
    this.quotas = { ...DEFAULT_QUOTAS, ...quotas };
    for (const [key, value] of this.values) this.length += key.length + value.length;
  }

  readonly get = (key: string): string | undefined => this.values.get(key);

  readonly set = (key: string, value: string): void => {
    const { keys, keyLength, valueLength, totalLength } = this.quotas;
    const known = this.values.get(key);
    const length = this.length + value.length + (known === undefined ? key.length : 0) - (known?.length ?? 0);
    if (key.length > keyLength) throw new QuotaExceeded('characters of a key', keyLength);
    if (value.length > valueLength) throw new QuotaExceeded('characters of a value', valueLength);
    if (known === undefined && this.values.size >= keys) throw new QuotaExceeded('keys', keys);
    if (length > totalLength) throw new QuotaExceeded('characters in all', totalLength);
    this.values.set(key, value);
    this.length = length;
  };

  readonly delete = (key: string): void => {
    const known = this.values.get(key);
    if (known === undefined) return;
    this.values.delete(key);
    this.length -= key.length + known.length;
  };

  readonly list = (prefix: string): readonly string[] =>
    [...this.values.keys()].filter((key) => key.startsWith(prefix)).sort();

  /** A copy of everything in it. */
  entries(): [string, string][] {
    return [...this.values];
  }
}
