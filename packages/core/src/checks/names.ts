import type { Graph } from '../graph.js';
import type { DraftBlueprint } from '../blueprint/types.js';

/** Names that a container gives to what is nested in it, by the type of the container. */
function namesInside(graph: Graph, container: number): readonly string[] {
  const node = graph.places[container]?.node;
  if (node?.type === 'loop') return [node.item_var ?? 'item', 'loop_index'];
  if (node?.type === 'condition') return ['condition_result'];
  return node?.type === 'parallel' ? ['branch_index'] : [];
}

/**
 * The names that templates and expressions of a node see (docs/spec/blueprint.md 7): the inputs of the run, its
 * dependencies and mappings; inside a container also what the container sees and gives, and the nodes listed before.
 */
export class VisibleNames {
  readonly #inputs: ReadonlySet<string>;
  readonly #own = new Map<number, ReadonlySet<string>>();
  /** Position of every node in the order of its list. */
  readonly #position = new Map<number, number>();

  constructor(
    private readonly graph: Graph,
    { inputs }: Pick<DraftBlueprint, 'inputs'>,
  ) {
    this.#inputs = new Set(['inputs', ...(inputs?.required ?? []), ...(inputs?.optional ?? [])]);
    for (const { order } of graph.scopes)
      for (const [at, number] of order.entries()) this.#position.set(number, at);
  }

  /** Whether the node of that number sees `name`. */
  sees(number: number, name: string): boolean {
    if (this.#inputs.has(name)) return true;
    let at: number | undefined = number;
    while (at !== undefined) {
      const container: number | undefined = this.graph.places[at]?.container;
      if (this.#ownNames(at).has(name)) return true;
      if (container !== undefined) {
        if (this.#isBefore(name, at) || namesInside(this.graph, container).includes(name)) return true;
      }
      at = container;
    }
    return false;
  }

  /** Whether the outputs of the blueprint see `name`. */
  seenAtEnd(name: string): boolean {
    const number = this.graph.indexOf.get(name);
    return (
      this.#inputs.has(name) || (number !== undefined && this.graph.places[number]?.container === undefined)
    );
  }

  #ownNames(number: number): ReadonlySet<string> {
    const known = this.#own.get(number);
    if (known) return known;
    const node = this.graph.places[number]?.node;
    const names = new Set([...(node?.dependencies ?? []), ...Object.keys(node?.input_mappings ?? {})]);
    this.#own.set(number, names);
    return names;
  }

  #isBefore(name: string, number: number): boolean {
    const other = this.graph.indexOf.get(name);
    if (other === undefined || this.graph.places[other]?.scope !== this.graph.places[number]?.scope)
      return false;
    return (this.#position.get(other) ?? Infinity) < (this.#position.get(number) ?? -1);
  }
}
