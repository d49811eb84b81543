import { finding, pointerStep, type BlueprintFinding } from '../blueprint/findings.js';
import type { DraftBlueprint, DraftNode } from '../blueprint/types.js';
import { nestedLists } from '../blueprint/nesting.js';
import type { Graph } from '../graph.js';
import { ruleOf } from '../value-schema.js';
import * as types from '../value-schema/rules.js';
import type { ResolvedComponent } from './components.js';
import { templatedFields, templatesIn } from './expressions.js';
import { Guards } from './guards.js';
import { isMappingSource } from './mappings.js';
import type { Meaning } from './names.js';
import { keptPermissions } from './permissions.js';
import { dotSteps, templateSteps, typeAt } from './types/paths.js';
import { ANY, typesOf, type Rule, type Step } from './types/rules.js';
import { partsOf, type View } from './types/view.js';

/** Interfaces by which a tool acts on something that outlasts its call, or spends. */
const PRIVILEGED: ReadonlySet<string> = new Set(
  ['http', 'kv', 'llm', 'memory'].map((name) => `iceos:host/${name}`),
);
/** Interfaces by which text of others comes in. */
const OUTSIDE: ReadonlySet<string> = new Set(['http', 'llm'].map((name) => `iceos:host/${name}`));

const TEXTUAL = types.STRING | types.ARRAY | types.OBJECT;
/** Outputs that are looked at for a node that is given everything it sees. */
const MOST_OUTPUTS = 200;

/** Where something that a node reads comes from. */
type Origin = number | 'inputs';

interface Read {
  readonly origin: Origin;
  /** Pointer of the place that reads it. */
  readonly pointer: string;
}

/**
 * Untrusted text that comes to a privileged tool without a human node in between (docs/spec/blueprint.md 6.9). Untrusted
 * are the inputs of the run, what models and agents say, and what tools fetch; what is made of it stays so.
 */
export class UntrustedFlow {
  readonly #untrusted = new Set<number>();
  readonly #guards: Guards;
  readonly #lists: ReadonlyMap<number, readonly (readonly number[])[]>;

  constructor(
    private readonly graph: Graph,
    private readonly view: View,
    /** Every component that the node of a number names. */
    private readonly componentsOf: (number: number) => readonly ResolvedComponent[],
  ) {
    this.#guards = new Guards(graph);
    const lists = new Map<number, (readonly number[])[]>();
    for (const { container, order } of graph.scopes) {
      if (container === undefined) continue;
      const known = lists.get(container);
      if (known) known.push(order);
      else lists.set(container, [order]);
    }
    this.#lists = lists;
  }

  *findings(): Iterable<BlueprintFinding> {
    const { places, scopes } = this.graph;
    if (!places.some((_, number) => this.#privilegeOf(number) !== undefined)) return;
    yield* this.#run(scopes[0].order);
  }

  /** Nodes in the order in which they run, those in a container before it; depth is bounded by the document's. */
  *#run(order: readonly number[]): Iterable<BlueprintFinding> {
    for (const number of order) {
      const lists = this.#lists.get(number) ?? [];
      for (const list of lists) yield* this.#run(list);
      const node = this.view.node(number);
      if (!node) continue;
      const read = this.#untrustedRead(node, number);
      const nested = lists.some((list) => list.some((one) => this.#untrusted.has(one)));
      if (nested || this.#speaks(node, number) || (read && passesOn(node))) this.#untrusted.add(number);
      const privilege = read && this.#privilegeOf(number);
      if (read && privilege !== undefined) yield this.#finding(node, read, privilege);
    }
  }

  #finding({ id: nodeId, type }: DraftNode, { origin, pointer }: Read, privilege: string): BlueprintFinding {
    const from = origin === 'inputs' ? 'the inputs of the run' : `'${this.view.node(origin)?.id}'`;
    const detail = `Text from ${from} comes to the ${type} '${nodeId}', which may use ${privilege}, and no human node stands between.`;
    return finding('untrusted-flow', pointer, detail, { nodeId });
  }

  /** The first untrusted text that the node reads and nobody approved. */
  #untrustedRead(node: DraftNode, number: number): Read | undefined {
    for (const read of this.#reads(node, number)) {
      const { origin } = read;
      if (origin === 'inputs' ? !this.#guards.areBefore(number) : this.#isUntrustedFor(origin, number))
        return read;
    }
    return undefined;
  }

  #isUntrustedFor(origin: number, number: number): boolean {
    return this.#untrusted.has(origin) && !this.#guards.areBetween(origin, number);
  }

  *#reads(node: DraftNode, number: number): Iterable<Read> {
    const { pointer } = this.graph.places[number] ?? { pointer: '' };
    for (const [field, value] of Object.entries(templatedFields(node))) {
      for (const [text, at] of templatesIn(value, `${pointer}/${field}`)) {
        for (const part of partsOf(text)) {
          if (typeof part === 'string') continue;
          for (const operand of part.operands) {
            if (operand.kind === 'path')
              yield* this.#readName(number, operand.root, templateSteps(operand), at);
          }
        }
      }
    }
    if (node.type === 'tool') yield* this.#readParameters(node.tool_args ?? {}, number, pointer);
    else if (SEES_ALL.has(node.type)) yield* this.#readAll(node, number, pointer);
  }

  /** Parameters without argument are given what is called like them. */
  *#readParameters(given: object, number: number, pointer: string): Iterable<Read> {
    const rule = ruleOf(this.view.outputs.componentOf(number)?.schema.input);
    for (const name of rule?.properties?.keys() ?? []) {
      if (!Object.hasOwn(given, name)) yield* this.#readName(number, name, [], pointer);
    }
  }

  *#readAll(node: DraftNode, number: number, pointer: string): Iterable<Read> {
    yield { origin: 'inputs', pointer };
    for (const [name, mapping] of Object.entries(node.input_mappings ?? {})) {
      if (isMappingSource(mapping)) {
        yield* this.#readName(number, name, [], `${pointer}/input_mappings${pointerStep(name)}`);
      }
    }
    for (const origin of this.view.names.before(number).slice(-MOST_OUTPUTS)) yield { origin, pointer };
  }

  *#readName(number: number, name: string, steps: readonly Step[], pointer: string): Iterable<Read> {
    const meaning = this.view.names.meaning(number, name);
    const origin = this.#originOf(meaning);
    if (origin === undefined) return;
    const type: Rule = typeAt(this.view.typeOf(meaning), steps);
    if (type === ANY || (typesOf(type) & TEXTUAL) !== 0) yield { origin, pointer };
  }

  #originOf(meaning: Meaning | undefined): Origin | undefined {
    switch (meaning?.kind) {
      case 'input':
      case 'inputs':
        return 'inputs';
      case 'output':
        return meaning.of;
      case 'mapped':
        return isMappingSource(meaning.mapping)
          ? this.graph.indexOf.get(meaning.mapping.source_node_id)
          : undefined;
      case 'given':
        return meaning.what === 'item' ? this.#originOfItems(meaning.by) : undefined;
      default:
        return undefined;
    }
  }

  #originOfItems(loop: number): Origin | undefined {
    const node = this.view.node(loop);
    const root = node?.type === 'loop' ? dotSteps(node.items_source ?? '')[0]?.name : undefined;
    return root === undefined ? undefined : this.#originOf(this.view.names.meaning(loop, root));
  }

  /** Whether what the node gives is untrusted whatever it reads. */
  #speaks(node: DraftNode, number: number): boolean {
    if (node.type === 'llm' || node.type === 'agent' || node.type === 'swarm') return true;
    const components = this.componentsOf(number);
    if (node.type === 'tool') {
      return components.some((one) =>
        keptPermissions(node, one).some(({ interface: name }) => OUTSIDE.has(name)),
      );
    }
    return components.some(
      ({ node_type: type, blueprint }) => type === 'agent' || (blueprint && hasModel(blueprint)),
    );
  }

  /** By what the node is privileged, for people; undefined when it is not. */
  #privilegeOf(number: number): string | undefined {
    const node = this.view.node(number);
    if (node?.type !== 'tool' && node?.type !== 'agent') return undefined;
    for (const component of this.componentsOf(number)) {
      const found = keptPermissions(node, component).find(({ interface: name }) => PRIVILEGED.has(name));
      if (found) return found.interface;
    }
    return undefined;
  }
}

/** Nodes that are given everything they see, rather than what they name. */
const SEES_ALL: ReadonlySet<DraftNode['type']> = new Set(['code', 'workflow', 'agent', 'swarm', 'recursive']);

/** What people and monitors say is their own. */
function passesOn({ type }: DraftNode): boolean {
  return type !== 'human' && type !== 'monitor';
}

const speaking = new WeakMap<DraftBlueprint, boolean>();

/** Whether there is a model or an agent in a workflow. */
function hasModel(blueprint: DraftBlueprint): boolean {
  const known = speaking.get(blueprint);
  if (known !== undefined) return known;
  const waiting = [...blueprint.nodes];
  let found = false;
  for (let node = waiting.pop(); node && !found; node = waiting.pop()) {
    found = node.type === 'llm' || node.type === 'agent' || node.type === 'swarm';
    for (const { nodes } of nestedLists(node)) for (const one of nodes) waiting.push(one);
  }
  speaking.set(blueprint, found);
  return found;
}
