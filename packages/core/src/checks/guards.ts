import type { Graph } from '../graph.js';

/** Human nodes that are told apart; of more, the others approve nothing. */
const MOST_HUMANS = 1024;

/**
 * Which human nodes stand before and after each node (docs/spec/blueprint.md 6.9). A human node inside a container stands
 * before what follows it there, and before nothing outside: the container may not have come to it.
 */
export class Guards {
  readonly #before: Uint32Array[] = [];
  readonly #after: Uint32Array[] = [];
  readonly #inside: Uint32Array[] = [];
  readonly #bits = new Map<number, number>();
  readonly #words: number;

  constructor(private readonly graph: Graph) {
    for (const [number, { node }] of graph.places.entries()) {
      if (node.type === 'human' && this.#bits.size < MOST_HUMANS) this.#bits.set(number, this.#bits.size);
    }
    this.#words = Math.ceil(this.#bits.size / 32);
    if (this.#words === 0) return;
    for (const rows of [this.#before, this.#after, this.#inside]) {
      for (let number = 0; number < graph.places.length; number++) rows.push(new Uint32Array(this.#words));
    }
    for (const number of this.#bits.keys()) this.#markContainers(number);
    this.#goForward();
    this.#goBackward();
  }

  /** Whether a human node stands between: it waits for `from`, and `to` waits for it. */
  areBetween(from: number, to: number): boolean {
    const after = this.#after[from];
    return this.#before[to]?.some((word, at) => (word & (after?.[at] ?? 0)) !== 0) ?? false;
  }

  /** Whether a human node stands between the start of the run and the node. */
  areBefore(to: number): boolean {
    return this.#before[to]?.some((word) => word !== 0) ?? false;
  }

  #markContainers(human: number): void {
    let container = this.graph.places[human]?.container;
    while (container !== undefined) {
      this.#add(this.#inside[container], human);
      container = this.graph.places[container]?.container;
    }
  }

  /** Scopes are in pre-order, so that what is known of a container is complete when its lists are looked at. */
  #goForward(): void {
    for (const { container, order } of this.graph.scopes) {
      let last = container;
      for (const number of order) {
        const row = this.#before[number];
        const awaited =
          container === undefined ? (this.graph.awaited[number] ?? []) : last === undefined ? [] : [last];
        for (const other of awaited) {
          unite(row, this.#before[other]);
          if (other !== container) this.#add(row, other);
        }
        last = number;
      }
    }
  }

  #goBackward(): void {
    for (const { container, order } of this.graph.scopes) {
      let next = container;
      for (const number of order.toReversed()) {
        if (container === undefined) {
          for (const other of this.graph.awaited[number] ?? []) this.#standsBefore(other, number);
        } else if (next === container) unite(this.#after[number], this.#after[container]);
        else if (next !== undefined) this.#standsBefore(number, next);
        next = number;
      }
    }
  }

  #standsBefore(number: number, next: number): void {
    const row = this.#after[number];
    unite(row, this.#after[next]);
    unite(row, this.#inside[next]);
    this.#add(row, next);
  }

  #add(row: Uint32Array | undefined, number: number): void {
    const bit = this.#bits.get(number);
    if (row && bit !== undefined) row[bit >> 5] = (row[bit >> 5] ?? 0) | (1 << (bit & 31));
  }
}

function unite(row: Uint32Array | undefined, other: Uint32Array | undefined): void {
  if (!row || !other) return;
  for (let at = 0; at < row.length; at++) row[at] = (row[at] ?? 0) | (other[at] ?? 0);
}
