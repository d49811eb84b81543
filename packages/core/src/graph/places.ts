import { finding, type BlueprintFinding } from '../blueprint/findings.js';
import { nestedLists } from '../blueprint/nesting.js';
import type { DraftNode } from '../blueprint/types.js';

/** Where a node stands. Its index in `Graph.places` is its number: pre-order, nested nodes after their container. */
export interface Place {
  readonly node: DraftNode;
  /** JSON pointer of the node. */
  readonly pointer: string;
  /** Number of the node whose `body`, path or branch it stands in; undefined at the top. */
  readonly container: number | undefined;
  /** Number of the list it stands in; list 0 is `nodes`. */
  readonly scope: number;
}

/** A list of nodes that see each other: `nodes`, or one `body`, path or branch. */
export interface ListOfNodes {
  readonly pointer: string;
  readonly container: number | undefined;
  readonly members: readonly number[];
}

export interface Layout {
  readonly places: readonly Place[];
  readonly lists: readonly ListOfNodes[];
  /** Node id to number; of duplicates, the first. */
  readonly indexOf: ReadonlyMap<string, number>;
  readonly findings: readonly BlueprintFinding[];
}

/** Numbers every node and every list of nodes, keeping its own stack. */
export function layOut(nodes: readonly DraftNode[]): Layout {
  const places: Place[] = [];
  const lists: { pointer: string; container: number | undefined; members: number[] }[] = [];
  const indexOf = new Map<string, number>();
  const findings: BlueprintFinding[] = [];
  const waiting: { node: DraftNode; pointer: string; container: number | undefined; scope: number }[] = [];
  const open = (list: readonly DraftNode[], pointer: string, container: number | undefined): void => {
    const scope = lists.push({ pointer, container, members: [] }) - 1;
    for (let at = list.length - 1; at >= 0; at--) {
      const node = list[at];
      if (node) waiting.push({ node, pointer: `${pointer}/${at}`, container, scope });
    }
  };
  open(nodes, '/nodes', undefined);
  for (let place = waiting.pop(); place; place = waiting.pop()) {
    const number = places.push(place) - 1;
    lists[place.scope]?.members.push(number);
    const { node, pointer } = place;
    const first = indexOf.get(node.id);
    if (first === undefined) indexOf.set(node.id, number);
    else findings.push(duplicate(node.id, pointer, places[first]?.pointer ?? ''));
    for (const list of nestedLists(node).reverse()) open(list.nodes, pointer + list.pointer, number);
  }
  return { places, lists, indexOf, findings };
}

function duplicate(id: string, pointer: string, first: string): BlueprintFinding {
  const detail = `Node id '${id}' stands twice; the first is at ${first}.`;
  return finding('id-duplicate', `${pointer}/id`, detail, { nodeId: id });
}
