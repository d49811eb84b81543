import type { DraftNode } from '../../blueprint/types.js';
import type { Graph } from '../../graph.js';
import { templateParts, TemplateError, type Part } from '../../template.js';
import { isEmptySchema, ruleOf } from '../../value-schema.js';
import { isMappingSource } from '../mappings.js';
import type { Meaning, Names } from '../names.js';
import type { Outputs } from './outputs.js';
import { dotSteps, templateSteps, typeAt } from './paths.js';
import {
  ANY,
  BOOLEAN,
  constant,
  INTEGER,
  itemsOf,
  listWith,
  objectOf,
  STRING,
  unite,
  type Rule,
} from './rules.js';

/** The types of what the nodes of a blueprint see (docs/spec/blueprint.md 6.6). */
export class View {
  readonly #items = new Map<number, Rule>();

  constructor(
    private readonly graph: Graph,
    readonly names: Names,
    readonly outputs: Outputs,
  ) {}

  node(number: number): DraftNode | undefined {
    return this.graph.places[number]?.node;
  }

  /** The type of what a name means. */
  typeOf(meaning: Meaning | undefined): Rule {
    switch (meaning?.kind) {
      case 'output':
        return this.outputs.of(meaning.of);
      case 'mapped':
        return this.mappedType(meaning.at, meaning.mapping);
      case 'given':
        return this.#given(meaning);
      default:
        return ANY;
    }
  }

  /** The type of a name at a node; what the node declares about it where nothing else is known. */
  typeOfName(number: number, name: string): Rule {
    const type = this.typeOf(this.names.meaning(number, name));
    return type === ANY ? this.declaredInput(number, name) : type;
  }

  /** What the node says about the name in its own `input_schema`. */
  declaredInput(number: number, name: string): Rule {
    const schema = this.node(number)?.input_schema;
    const rule = isEmptySchema(schema) ? undefined : ruleOf(schema);
    return rule?.properties?.get(name) ?? ANY;
  }

  /** The type of what the node `at` maps: a constant, or what is at the path in an output. */
  mappedType(at: number, mapping: unknown): Rule {
    if (!isMappingSource(mapping)) return constant(mapping);
    return typeAt(this.sourceType(at, mapping.source_node_id), dotSteps(mapping.source_output_key));
  }

  /** The type of the output of `source` as the node `at` has it before its mappings. */
  sourceType(at: number, source: string): Rule {
    const of = this.graph.indexOf.get(source);
    return of !== undefined && this.names.isVisible(of, at) ? this.outputs.of(of) : ANY;
  }

  /** The type of a JSON value whose texts are templates, once it is rendered. Depth is bounded by the prescan. */
  typeOfValue(number: number, value: unknown): Rule {
    if (typeof value === 'string')
      return value.includes('{{') ? this.#typeOfTemplate(number, value) : constant(value);
    if (typeof value !== 'object' || value === null) return constant(value);
    if (Array.isArray(value)) return listWith(value.map((item: unknown) => this.typeOfValue(number, item)));
    const members = Object.entries(value).map(
      ([name, one]) => [name, this.typeOfValue(number, one)] as const,
    );
    return objectOf(members, { required: members.map(([name]) => name) });
  }

  #typeOfTemplate(number: number, text: string): Rule {
    const parts = partsOf(text);
    const [only] = parts;
    if (parts.length !== 1 || only === undefined || typeof only === 'string') return STRING;
    return unite(
      only.operands.map((operand) =>
        operand.kind === 'literal'
          ? constant(operand.value)
          : typeAt(this.typeOfName(number, operand.root), templateSteps(operand)),
      ),
    );
  }

  #given({ by, what }: Extract<Meaning, { kind: 'given' }>): Rule {
    if (what === 'condition_result') return BOOLEAN;
    if (what !== 'item') return INTEGER;
    const known = this.#items.get(by);
    if (known) return known;
    const type = itemsOf(this.itemsType(by));
    this.#items.set(by, type);
    return type;
  }

  /** The type of what the loop `number` goes through. */
  itemsType(number: number): Rule {
    const node = this.node(number);
    if (node?.type !== 'loop' || node.items_source === undefined) return ANY;
    const [root, ...steps] = dotSteps(node.items_source);
    return root?.name === undefined ? ANY : typeAt(this.typeOfName(number, root.name), steps);
  }

  /** Types that what the node is given under `name` must fit: its component's, and its own. */
  targetsOf(number: number, name: string): readonly Rule[] {
    const component = ruleOf(this.outputs.componentOf(number)?.schema.input);
    const declared = component?.properties?.get(name);
    return [...(declared ? [declared] : []), this.declaredInput(number, name)].filter((one) => one !== ANY);
  }
}

/** The pieces of a template; none of one that cannot be read, which is told elsewhere. */
export function partsOf(text: string): readonly Part[] {
  try {
    return templateParts(text);
  } catch (error) {
    if (error instanceof TemplateError) return [];
    throw error;
  }
}
