/** First come, first served within a tenant; tenants take turns. */
export class FairQueue<Item extends { readonly tenant: string }> {
  private readonly lanes = new Map<string, Item[]>();
  private count = 0;

  get length(): number {
    return this.count;
  }

  lengthOf(tenant: string): number {
    return this.lanes.get(tenant)?.length ?? 0;
  }

  add(item: Item): void {
    const lane = this.lanes.get(item.tenant);
    if (lane) lane.push(item);
    else this.lanes.set(item.tenant, [item]);
    this.count += 1;
  }

  /** Removes `item` wherever it stands; false when it is not waiting. */
  remove(item: Item): boolean {
    const lane = this.lanes.get(item.tenant);
    const at = lane?.indexOf(item) ?? -1;
    if (!lane || at < 0) return false;
    lane.splice(at, 1);
    this.count -= 1;
    if (lane.length === 0) this.lanes.delete(item.tenant);
    return true;
  }

  /**
   * Takes the first item that `accept` takes, asking once for the head of each tenant in turn. The tenant that was served
   * goes to the end of the turn.
   */
  take(accept: (item: Item) => boolean): Item | undefined {
    for (const [tenant, lane] of this.lanes) {
      const item = lane[0];
      if (item === undefined || !accept(item)) continue;
      lane.shift();
      this.count -= 1;
      this.lanes.delete(tenant);
      if (lane.length > 0) this.lanes.set(tenant, lane);
      return item;
    }
    return undefined;
  }

  /** Empties the queue and returns what waited in it. */
  drain(): Item[] {
    const items = [...this.lanes.values()].flat();
    this.lanes.clear();
    this.count = 0;
    return items;
  }
}
