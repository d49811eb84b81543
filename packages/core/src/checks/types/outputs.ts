import type { DraftNode, DraftOf } from '../../blueprint/types.js';
import type { Graph } from '../../graph.js';
import { isEmptySchema, ruleOf } from '../../value-schema.js';
import type { ResolvedComponent } from '../components.js';
import { dotSteps, typeAt } from './paths.js';
import {
  ANY,
  BOOLEAN,
  declaredNames,
  INTEGER,
  listOf,
  memberOf,
  nullable,
  objectOf,
  STRING,
  type Rule,
} from './rules.js';

const RECORD = objectOf([], { open: true });
const COUNTS = objectOf([
  ['prompt_tokens', INTEGER],
  ['completion_tokens', INTEGER],
  ['total_tokens', INTEGER],
]);

/** What a node gives besides what its schema declares (docs/spec/blueprint.md 9.2). */
const ALWAYS: Partial<Record<DraftNode['type'], readonly (readonly [string, Rule])[]>> = {
  llm: [
    ['response', STRING],
    ['prompt', STRING],
    ['model', STRING],
    ['usage', COUNTS],
    ['text', STRING],
  ],
  agent: [
    ['reasoning', listOf(ANY)],
    ['message', STRING],
    ['last_tool', ANY],
    ['result', ANY],
    ['agent_package', STRING],
    ['agent_executed', BOOLEAN],
  ],
  condition: [
    ['result', BOOLEAN],
    ['branch', STRING],
    ['expression', STRING],
    ['branch_outputs', RECORD],
  ],
  parallel: [
    ['branch_results', listOf(RECORD)],
    ['completed_branches', INTEGER],
    ['strategy', STRING],
    ['merged', RECORD],
  ],
  human: [
    ['approved', BOOLEAN],
    ['response', ANY],
  ],
};

export type ComponentOf = (number: number) => ResolvedComponent | undefined;

/** The types of what nodes give, each worked out once. */
export class Outputs {
  readonly #known = new Map<number, Rule>();
  readonly #raw = new Map<number, Rule>();
  readonly #last: ReadonlyMap<number, number>;

  constructor(
    private readonly graph: Graph,
    readonly componentOf: ComponentOf,
  ) {
    const last = new Map<number, number>();
    for (const { container, order } of graph.scopes) {
      const end = order.at(-1);
      if (container !== undefined && end !== undefined) last.set(container, end);
    }
    this.#last = last;
  }

  /** As other nodes see it: cut to `output_selection`, with the aliases of `output_mappings`. */
  of(number: number): Rule {
    const known = this.#known.get(number);
    if (known) return known;
    const node = this.graph.places[number]?.node;
    const type = node ? shaped(node, this.raw(number)) : ANY;
    this.#known.set(number, type);
    return type;
  }

  /** As the node itself gives it. */
  raw(number: number): Rule {
    const known = this.#raw.get(number);
    if (known) return known;
    const node = this.graph.places[number]?.node;
    const type = node ? this.#given(node, number) : ANY;
    this.#raw.set(number, type);
    return type;
  }

  #given(node: DraftNode, number: number): Rule {
    const declared = isEmptySchema(node.output_schema) ? undefined : ruleOf(node.output_schema);
    switch (node.type) {
      case 'tool':
        return declared ?? ruleOf(this.componentOf(number)?.schema.output) ?? ANY;
      case 'workflow':
        return exposed(node, declared ?? ruleOf(this.componentOf(number)?.schema.output) ?? ANY);
      case 'loop': {
        const last = this.#last.get(number);
        return { ...listOf(last === undefined ? ANY : this.of(last)), ...limit(node) };
      }
      default: {
        const always = ALWAYS[node.type];
        return always ? withMembers(always, declared) : (declared ?? ANY);
      }
    }
  }
}

function limit({ max_iterations: most }: DraftOf<'loop'>): Pick<Rule, 'maxItems'> {
  return typeof most === 'number' ? { maxItems: most } : {};
}

/** The members that are always there and those declared, which win. */
function withMembers(always: readonly (readonly [string, Rule])[], declared: Rule | undefined): Rule {
  if (!declared) return objectOf(always);
  const names = declaredNames(declared);
  if (!names) return ANY;
  return objectOf([...always, ...names.map((name) => [name, memberOf(declared, { name }) ?? ANY] as const)]);
}

/** What is not found is null (docs/spec/blueprint.md 9.2). */
function exposed({ exposed_outputs: paths = {} }: DraftOf<'workflow'>, output: Rule): Rule {
  const entries = Object.entries(paths);
  if (entries.length === 0) return output;
  return objectOf(entries.map(([name, path]) => [name, nullable(typeAt(output, dotSteps(path)))] as const));
}

function shaped({ output_mappings: aliases, output_selection: keep }: DraftNode, output: Rule): Rule {
  const added = Object.entries(aliases ?? {}).map(
    ([alias, path]) => [alias, typeAt(output, dotSteps(path))] as const,
  );
  if (keep) {
    const kept = [...new Set(keep)].flatMap((name) => {
      const member = memberOf(output, { name });
      return member ? [[name, member] as const] : [];
    });
    return objectOf([...kept, ...added]);
  }
  if (added.length === 0) return output;
  const names = declaredNames(output);
  if (!names) return objectOf(added, { open: true });
  const own = names.map((name) => [name, memberOf(output, { name }) ?? ANY] as const);
  return { ...output, properties: new Map([...own, ...added]) };
}
