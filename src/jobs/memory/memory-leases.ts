import { type Lease, Leases } from '../leases.js';

/** Leases within this process. */
export class MemoryLeases extends Leases {
  private readonly held = new Map<string, { readonly holder: symbol; until: number }>();

  async acquire(name: string, milliseconds: number): Promise<Lease | undefined> {
    const current = this.held.get(name);
    if (current && current.until > performance.now()) return undefined;
    const holder = Symbol(name);
    this.held.set(name, { holder, until: performance.now() + milliseconds });
    const mine = () => {
      const held = this.held.get(name);
      return held?.holder === holder && held.until > performance.now() ? held : undefined;
    };
    return {
      renew: async () => {
        const held = mine();
        if (held) held.until = performance.now() + milliseconds;
        return held !== undefined;
      },
      release: async () => {
        if (mine()) this.held.delete(name);
      },
    };
  }
}
