/**
 * Texts that may be forgotten at any moment: whoever reads must be able to make the value again. Never fails; a store
 * that cannot be reached holds nothing.
 */
export abstract class Cache {
  abstract get(key: string): Promise<string | undefined>;
  /** Holds `value` for at most `seconds`. */
  abstract set(key: string, value: string, seconds: number): Promise<void>;
  abstract delete(key: string): Promise<void>;
}
