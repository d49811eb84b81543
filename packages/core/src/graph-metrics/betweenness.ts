/** Most steps that looking for bottlenecks may take: some tens of milliseconds. */
const MOST_STEPS = 4_000_000;

/**
 * The betweenness of each of `members` in the directed graph of `followers`: the share of ordered pairs of other nodes
 * whose shortest ways lead through it, 0 to 1 (Brandes 2001, unweighted). Undefined where nodes × (nodes + edges) is more
 * than is done in one go.
 */
export function betweenness(
  members: readonly number[],
  followers: readonly (readonly number[])[],
): ReadonlyMap<number, number> | undefined {
  const count = members.length;
  const edges = members.reduce((sum, number) => sum + (followers[number] ?? []).length, 0);
  if (count * (count + edges) > MOST_STEPS) return undefined;
  const places = new Map(members.map((number, place) => [number, place]));
  const next = members.map((number) =>
    (followers[number] ?? []).flatMap((follower) => places.get(follower) ?? []),
  );
  const sums = new Float64Array(count);
  const scratch: Scratch = {
    distance: new Int32Array(count).fill(-1),
    ways: new Float64Array(count),
    shares: new Float64Array(count),
    queue: [],
  };
  for (let source = 0; source < count; source++) accumulate(source, next, sums, scratch);
  const pairs = (count - 1) * (count - 2);
  return new Map(members.map((number, place) => [number, pairs > 0 ? (sums[place] ?? 0) / pairs : 0]));
}

/** As left behind by each source: -1 and zeros, and an empty queue. */
interface Scratch {
  readonly distance: Int32Array;
  readonly ways: Float64Array;
  readonly shares: Float64Array;
  readonly queue: number[];
}

/** Adds what the shortest ways from `source` contribute. */
function accumulate(
  source: number,
  next: readonly (readonly number[])[],
  sums: Float64Array,
  { distance, ways, shares, queue }: Scratch,
): void {
  queue.push(source);
  distance[source] = 0;
  ways[source] = 1;
  for (let at = 0; at < queue.length; at++) {
    const here = queue[at] ?? source;
    const far = (distance[here] ?? 0) + 1;
    for (const there of next[here] ?? []) {
      if (distance[there] === -1) {
        distance[there] = far;
        queue.push(there);
      }
      if (distance[there] === far) ways[there] = (ways[there] ?? 0) + (ways[here] ?? 0);
    }
  }
  for (let here = queue.pop(); here !== undefined; here = queue.pop()) {
    const far = (distance[here] ?? 0) + 1;
    let share = 0;
    for (const there of next[here] ?? []) {
      // What is behind `here` was dealt with already, and is forgotten only when everything is.
      if (distance[there] === far) share += (1 + (shares[there] ?? 0)) / (ways[there] ?? 1);
    }
    shares[here] = share * (ways[here] ?? 0);
    if (here !== source) sums[here] = (sums[here] ?? 0) + (shares[here] ?? 0);
  }
  distance.fill(-1);
  ways.fill(0);
  shares.fill(0);
}
