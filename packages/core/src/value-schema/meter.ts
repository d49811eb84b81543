/** Thrown when a value takes too long or goes too deep to be checked. */
export class Exhausted extends Error {}

/** Steps of about 100 ns that one validation may take, however it is run. */
export const MOST_STEPS = 2_000_000;
const MAX_DEPTH = 500;

/** What one validation may cost: steps, and calls inside each other. */
export class Meter {
  #left: number;
  #depth = 0;

  constructor(steps = MOST_STEPS) {
    this.#left = steps;
  }

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
