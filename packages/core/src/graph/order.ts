export interface Order {
  /** Numbers in the order in which they run: every node after what it waits for, the smallest ready number first. */
  readonly sequence: readonly number[];
  /** Level of each node of the sequence by longest path; -1 for nodes that can never start. */
  readonly level: Int32Array;
}

/** Topological order over `awaited`. Nodes in `blocked`, and what waits for them, are left out. */
export function order(awaited: readonly (readonly number[])[], blocked: ReadonlySet<number>): Order {
  const waiting = new Int32Array(awaited.length);
  const dependants: number[][] = awaited.map(() => []);
  const level = new Int32Array(awaited.length).fill(-1);
  const ready = new Heap();
  for (const [number, on] of awaited.entries()) {
    waiting[number] = on.length;
    for (const one of on) dependants[one]?.push(number);
    if (on.length === 0 && !blocked.has(number)) ready.push(number);
  }
  const sequence: number[] = [];
  for (let number = ready.pop(); number !== undefined; number = ready.pop()) {
    sequence.push(number);
    let above = -1;
    for (const on of awaited[number] ?? []) above = Math.max(above, level[on] ?? -1);
    level[number] = above + 1;
    for (const dependant of dependants[number] ?? []) {
      const left = (waiting[dependant] ?? 0) - 1;
      waiting[dependant] = left;
      if (left === 0 && !blocked.has(dependant)) ready.push(dependant);
    }
  }
  return { sequence, level };
}

/** Binary heap of numbers, the smallest on top. */
class Heap {
  readonly #items: number[] = [];

  push(item: number): void {
    let at = this.#items.push(item) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#at(parent) <= item) break;
      this.#items[at] = this.#at(parent);
      at = parent;
    }
    this.#items[at] = item;
  }

  pop(): number | undefined {
    const top = this.#items[0];
    const last = this.#items.pop();
    if (last === undefined || this.#items.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.#items.length) break;
      if (this.#at(child + 1) < this.#at(child)) child++;
      if (this.#at(child) >= last) break;
      this.#items[at] = this.#at(child);
      at = child;
    }
    this.#items[at] = last;
    return top;
  }

  #at(index: number): number {
    return this.#items[index] ?? Number.POSITIVE_INFINITY;
  }
}
