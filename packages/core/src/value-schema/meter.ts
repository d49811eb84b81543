/** Thrown when a value takes too long or goes too deep to be checked. */
export class Exhausted extends Error {}

const FUEL = 2_000_000;
const MAX_DEPTH = 500;

/** What one validation may cost: steps of about 100 ns, and calls inside each other. */
export class Meter {
  #left = FUEL;
  #depth = 0;

  spend(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) throw new Exhausted();
  }

  enter(): void {
    this.spend(1);
    if (++this.#depth > MAX_DEPTH) throw new Exhausted();
  }

  leave(): void {
    this.#depth--;
  }
}
