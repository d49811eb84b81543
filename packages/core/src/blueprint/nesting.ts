import type { DraftNode, NodeType } from './types.js';

export interface NestedList<Node> {
  /** Pointer from the node to the list. */
  readonly pointer: string;
  readonly nodes: readonly Node[];
}

const LISTS: Partial<Record<NodeType, readonly string[]>> = {
  condition: ['true_path', 'false_path'],
  loop: ['body'],
};

/** The lists of nodes inside a value that claims to be a node of `type`. What is not a list is passed over. */
export function rawLists(type: unknown, node: Readonly<Record<string, unknown>>): NestedList<unknown>[] {
  if (type === 'parallel') {
    const branches: readonly unknown[] = Array.isArray(node.branches) ? node.branches : [];
    return branches.flatMap((branch, index) =>
      Array.isArray(branch) ? [{ pointer: `/branches/${index}`, nodes: branch }] : [],
    );
  }
  return (LISTS[type as NodeType] ?? []).flatMap((field) => {
    const nodes = node[field];
    return Array.isArray(nodes) ? [{ pointer: `/${field}`, nodes }] : [];
  });
}

/** Whether a list of nodes, nested ones included, claims to hold more than `most`. Nothing of them need be readable. */
export function hasMoreNodes(nodes: readonly unknown[], most: number): boolean {
  let count = nodes.length;
  const waiting = [nodes];
  for (let list = waiting.pop(); list && count <= most; list = waiting.pop()) {
    for (const node of list) {
      if (typeof node !== 'object' || node === null || count > most) continue;
      const { type } = node as { readonly type?: unknown };
      for (const inner of rawLists(type, node as Readonly<Record<string, unknown>>)) {
        count += inner.nodes.length;
        waiting.push(inner.nodes);
      }
    }
  }
  return count > most;
}

/** The lists of nodes inside `node`: `true_path`, `false_path`, `body`, each of `branches`. */
export function nestedLists(node: DraftNode): NestedList<DraftNode>[] {
  if (node.type !== 'condition' && node.type !== 'loop' && node.type !== 'parallel') return [];
  // Read: every list in these places holds nodes.
  return rawLists(node.type, node) as NestedList<DraftNode>[];
}
