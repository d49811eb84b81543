import type { DraftBlueprint, DraftNode } from '../blueprint/types.js';
import type { Graph, Place } from '../graph.js';

/** What a name stands for where templates and expressions of a node are evaluated. */
export type Meaning =
  /** An input of the run. */
  | { readonly kind: 'input'; readonly name: string }
  /** All inputs of the run, as one object. */
  | { readonly kind: 'inputs' }
  /** The output of a node. */
  | { readonly kind: 'output'; readonly of: number }
  /** What the node `at` maps: an output, or a constant. */
  | { readonly kind: 'mapped'; readonly at: number; readonly mapping: unknown }
  /** What the container `by` gives to the nodes in it. */
  | { readonly kind: 'given'; readonly by: number; readonly what: Given }
  /** Something about which nothing is known: a dependency that comes round, or one with a fault of its own. */
  | { readonly kind: 'open' };

export type Given = 'item' | 'loop_index' | 'condition_result' | 'branch_index';

function givenBy(node: DraftNode | undefined, name: string): Given | undefined {
  switch (node?.type) {
    case 'loop':
      if (name === (node.item_var ?? 'item')) return 'item';
      return name === 'loop_index' ? 'loop_index' : undefined;
    case 'condition':
      return name === 'condition_result' ? 'condition_result' : undefined;
    case 'parallel':
      return name === 'branch_index' ? 'branch_index' : undefined;
    default:
      return undefined;
  }
}

/**
 * What names mean to the templates and expressions of a node (docs/spec/blueprint.md 7.1), as the interpreter looks them
 * up: its mappings, the outputs of what it waits for (inside a container: of the nodes listed before), what the container
 * gives, what the container itself sees, and the inputs of the run.
 */
export class Names {
  /** Whether the blueprint says which inputs its runs are given. */
  readonly declaresInputs: boolean;
  readonly #inputs: ReadonlySet<string>;
  readonly #dependencies = new Map<number, ReadonlySet<string>>();
  readonly #awaited = new Map<number, ReadonlySet<number>>();
  readonly #selections = new Map<number, ReadonlySet<string>>();
  /** Position of every node in the order of its list. */
  readonly #position: Int32Array;

  constructor(
    private readonly graph: Graph,
    { inputs }: Pick<DraftBlueprint, 'inputs'>,
  ) {
    this.declaresInputs = inputs !== undefined;
    this.#inputs = new Set([...(inputs?.required ?? []), ...(inputs?.optional ?? [])]);
    this.#position = new Int32Array(graph.places.length).fill(-1);
    for (const { order } of graph.scopes) {
      for (const [at, number] of order.entries()) this.#position[number] = at;
    }
  }

  /** The nodes whose outputs the node `number` sees by their ids. */
  before(number: number): readonly number[] {
    const place = this.graph.places[number];
    if (place?.container === undefined) return this.graph.awaited[number] ?? [];
    return this.graph.scopes[place.scope]?.order.slice(0, Math.max(this.#position[number] ?? 0, 0)) ?? [];
  }

  /** What `name` means to the node of that number; undefined when nothing is declared under it. */
  meaning(number: number, name: string): Meaning | undefined {
    let depends = false;
    let at: number | undefined = number;
    while (at !== undefined) {
      const place: Place | undefined = this.graph.places[at];
      if (!place) return undefined;
      const { node, container }: Place = place;
      if (name !== 'inputs' && node.input_selection && !this.#selected(at, node.input_selection).has(name)) {
        return undefined;
      }
      const own = this.#own(at, node, name);
      if (own) return own;
      const what = container === undefined ? undefined : givenBy(this.graph.places[container]?.node, name);
      if (container !== undefined && what) return { kind: 'given', by: container, what };
      depends ||= this.#dependsOn(at, node, name);
      at = container;
    }
    return this.#ofRun(name) ?? (depends ? { kind: 'open' } : undefined);
  }

  /** What `name` means to the outputs of the blueprint. */
  meaningAtEnd(name: string): Meaning | undefined {
    const number = this.graph.indexOf.get(name);
    if (number !== undefined && this.graph.places[number]?.container === undefined) {
      return { kind: 'output', of: number };
    }
    return this.#ofRun(name);
  }

  /** Whether the node `at` sees the output of the node `of` by its id, as one that ran before it in the same list. */
  isVisible(of: number, at: number): boolean {
    if (this.graph.places[of]?.scope !== this.graph.places[at]?.scope) return false;
    if (this.graph.places[at]?.container !== undefined) {
      const position = this.#position[of] ?? -1;
      return position !== -1 && position < (this.#position[at] ?? -1);
    }
    let awaited = this.#awaited.get(at);
    if (!awaited) this.#awaited.set(at, (awaited = new Set(this.graph.awaited[at])));
    return awaited.has(of);
  }

  #ofRun(name: string): Meaning | undefined {
    if (name === 'inputs') return { kind: 'inputs' };
    return this.#inputs.has(name) ? { kind: 'input', name } : undefined;
  }

  #own(at: number, { input_mappings: mappings }: DraftNode, name: string): Meaning | undefined {
    if (mappings && Object.hasOwn(mappings, name)) return { kind: 'mapped', at, mapping: mappings[name] };
    const of = this.graph.indexOf.get(name);
    return of !== undefined && this.isVisible(of, at) ? { kind: 'output', of } : undefined;
  }

  #dependsOn(at: number, node: DraftNode, name: string): boolean {
    let names = this.#dependencies.get(at);
    if (!names) this.#dependencies.set(at, (names = new Set(node.dependencies)));
    return names.has(name);
  }

  #selected(at: number, selection: readonly string[]): ReadonlySet<string> {
    let names = this.#selections.get(at);
    if (!names) this.#selections.set(at, (names = new Set(selection)));
    return names;
  }
}
