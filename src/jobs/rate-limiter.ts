/** Counts what each key takes within a window, for all processes together where they share a store. */
export abstract class RateLimiter {
  /** Takes `amount` (0 only looks) from the allowance of `key`. Never fails: without its store it counts in this process. */
  abstract take(key: string, amount: number): Promise<Allowance>;
}

export interface RateLimit {
  /** How much a key may take in a window. */
  readonly amount: number;
  /** Length of the window. */
  readonly seconds: number;
}

export interface Allowance {
  /** False when more was taken than the window allows. */
  readonly granted: boolean;
  readonly remaining: number;
  /** Seconds until the window ends, at least 1. */
  readonly resetSeconds: number;
}
