import { finding, FindingList, type BlueprintCode, type BlueprintFinding } from '../blueprint/findings.js';
import { nearest } from '../blueprint/nearest.js';
import type { Layout } from './places.js';

export interface Edges {
  /** Per node: the nodes of its own list that it waits for, its own dependencies first, each once. */
  readonly awaited: readonly (readonly number[])[];
  /** Nodes with a dependency that can never be met. */
  readonly faulty: ReadonlySet<number>;
  readonly findings: readonly BlueprintFinding[];
}

/**
 * Dependencies as edges between nodes of the same list. A nested node may depend on its siblings and on what its
 * containers' siblings are: then the container that stands beside that node waits for it (docs/spec/blueprint.md 6.1).
 */
export function connect(layout: Layout): Edges {
  const awaited = layout.places.map(() => new Set<number>());
  const faulty = new Set<number>();
  const found = new FindingList();
  const suggest = suggester(layout);
  for (const [number, { node, pointer }] of layout.places.entries()) {
    for (const [at, id] of (node.dependencies ?? []).entries()) {
      const edge = resolve(layout, number, id);
      if (typeof edge !== 'string') {
        awaited[edge.waiting]?.add(edge.on);
        continue;
      }
      faulty.add(number);
      const meant = edge === 'dependency-missing' ? suggest(id) : undefined;
      const fix = meant === undefined ? undefined : `Did you mean '${meant}'?`;
      found.add(
        finding(edge, `${pointer}/dependencies/${at}`, DETAILS[edge](node.id, id), { nodeId: node.id, fix }),
      );
    }
    found.addAll(sourceFindings(layout, number));
  }
  return { awaited: awaited.map((set) => [...set]), faulty, findings: found.list() };
}

/** Finds what was probably meant; only a few times, because it takes time and nobody reads that many suggestions. */
function suggester(layout: Layout): (id: string) => string | undefined {
  let left = 20;
  return (id) => (left-- > 0 ? nearest(id, layout.indexOf.keys()) : undefined);
}

type Fault = Extract<BlueprintCode, `dependency-${string}`>;

const DETAILS: Readonly<Record<Fault, (id: string, on: string) => string>> = {
  'dependency-missing': (id, on) => `Node '${id}' references missing dependency '${on}'.`,
  'dependency-self': (id) => `Node '${id}' cannot depend on itself.`,
  'dependency-container': (id, on) => `Node '${id}' stands inside '${on}' and cannot wait for it.`,
  'dependency-out-of-scope': (id, on) =>
    `Node '${id}' depends on '${on}', which stands inside another node and is not seen from here.`,
};

function resolve(layout: Layout, number: number, id: string): { waiting: number; on: number } | Fault {
  const on = layout.indexOf.get(id);
  if (on === undefined) return 'dependency-missing';
  if (layout.places[number]?.node.id === id) return 'dependency-self';
  const scope = layout.places[on]?.scope;
  let waiting: number | undefined = number;
  while (waiting !== undefined && layout.places[waiting]?.scope !== scope) {
    waiting = layout.places[waiting]?.container;
  }
  if (waiting === undefined) return 'dependency-out-of-scope';
  return waiting === on ? 'dependency-container' : { waiting, on };
}

function sourceFindings(layout: Layout, number: number): BlueprintFinding[] {
  const place = layout.places[number];
  if (place?.node.type !== 'recursive') return [];
  const { id, recursive_sources: sources = [] } = place.node;
  return sources.flatMap((source, at) =>
    layout.indexOf.has(source)
      ? []
      : [
          finding(
            'recursive-source-missing',
            `${place.pointer}/recursive_sources/${at}`,
            `Node '${id}' names '${source}' as a source, which does not exist.`,
            { nodeId: id },
          ),
        ],
  );
}
