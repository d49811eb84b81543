/** The first pause, and the longest, in milliseconds. */
const FIRST_MS = 500;
const LONGEST_MS = 8000;

interface Pause {
  ms: number;
  until: number;
}

/**
 * How long a tenant whose calls break their children waits for its next one (docs/spec/sandbox.md, Scheduling): a
 * start costs some sixty times what a call costs, so who breaks every child would take the processors from all others. Each
 * broken child doubles the pause, each call that ends well halves it, and one child is had per pause.
 */
export class BackOff {
  private readonly pauses = new Map<string, Pause>();

  /** Whether `tenant` has to wait for its next child at the time `now`, in milliseconds. */
  holds(tenant: string, now: number): boolean {
    return (this.pauses.get(tenant)?.until ?? now) > now;
  }

  /** A child of `tenant` ended because of what was called in it. */
  broke(tenant: string, now: number): void {
    const ms = Math.min((this.pauses.get(tenant)?.ms ?? FIRST_MS / 2) * 2, LONGEST_MS);
    this.pauses.set(tenant, { ms, until: now + ms });
  }

  /** `tenant` got a new child. */
  started(tenant: string, now: number): void {
    const pause = this.pauses.get(tenant);
    if (pause) pause.until = now + pause.ms;
  }

  /** A call of `tenant` ended and left its child whole. */
  served(tenant: string): void {
    const pause = this.pauses.get(tenant);
    if (!pause) return;
    pause.ms /= 2;
    if (pause.ms < FIRST_MS) this.pauses.delete(tenant);
  }

  /** Forgets tenants that have kept quiet for long. */
  sweep(now: number): void {
    for (const [tenant, { until }] of this.pauses) if (until + LONGEST_MS < now) this.pauses.delete(tenant);
  }
}
