interface Lane<Item> {
  readonly urgent: Item[];
  readonly items: Item[];
}

/** First come, first served within a tenant; tenants take turns. Urgent items go before the others of their tenant. */
export class FairQueue<Item extends { readonly tenant: string }> {
  private readonly lanes = new Map<string, Lane<Item>>();
  private count = 0;

  /** Items that wait, without the urgent ones. */
  get length(): number {
    return this.count;
  }

  lengthOf(tenant: string): number {
    return this.lanes.get(tenant)?.items.length ?? 0;
  }

  add(item: Item): void {
    this.laneOf(item).items.push(item);
    this.count += 1;
  }

  addUrgent(item: Item): void {
    this.laneOf(item).urgent.push(item);
  }

  /** Removes `item`, which is not urgent, wherever it stands; false when it is not waiting. */
  remove(item: Item): boolean {
    const lane = this.lanes.get(item.tenant);
    const at = lane?.items.indexOf(item) ?? -1;
    if (!lane || at < 0) return false;
    lane.items.splice(at, 1);
    this.count -= 1;
    this.dropIfEmpty(item.tenant, lane);
    return true;
  }

  /**
   * Takes the first item that `accept` takes, asking once for the head of each tenant in turn. The tenant that was served
   * goes to the end of the turn.
   */
  take(accept: (item: Item) => boolean): Item | undefined {
    for (const [tenant, lane] of this.lanes) {
      const from = lane.urgent.length > 0 ? lane.urgent : lane.items;
      const [item] = from;
      if (item === undefined || !accept(item)) continue;
      from.shift();
      if (from === lane.items) this.count -= 1;
      this.lanes.delete(tenant);
      this.lanes.set(tenant, lane);
      this.dropIfEmpty(tenant, lane);
      return item;
    }
    return undefined;
  }

  /** Empties the queue and returns what waited in it; urgent items stay. */
  drain(): Item[] {
    const drained = [...this.lanes].flatMap(([tenant, lane]) => {
      const items = lane.items.splice(0);
      this.dropIfEmpty(tenant, lane);
      return items;
    });
    this.count = 0;
    return drained;
  }

  private laneOf({ tenant }: Item): Lane<Item> {
    const lane = this.lanes.get(tenant) ?? { urgent: [], items: [] };
    this.lanes.set(tenant, lane);
    return lane;
  }

  private dropIfEmpty(tenant: string, { urgent, items }: Lane<Item>): void {
    if (urgent.length + items.length === 0) this.lanes.delete(tenant);
  }
}
