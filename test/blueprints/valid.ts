import type { DraftNode, NodeType } from '@iceos/core/blueprint';
import { Random } from './random.js';

type Fields = Record<string, unknown>;

/** A node before it, and what it gives for certain: dot paths by type. */
interface Source {
  readonly id: string;
  readonly texts: readonly string[];
  readonly numbers: readonly string[];
  readonly lists: readonly string[];
}

/** A generated blueprint: nothing is to be found in it, not even advice. */
export interface Generated {
  schema_version: string;
  inputs: { required: string[]; optional: string[] };
  metadata: Fields;
  nodes: DraftNode[];
  outputs: Fields;
}

const TYPES: readonly NodeType[] = [
  'tool',
  'llm',
  'agent',
  'condition',
  'workflow',
  'loop',
  'parallel',
  'recursive',
  'code',
  'human',
  'monitor',
  'swarm',
];

/** A valid blueprint, the same for the same seed, whose last nodes are of the types in `include`. */
export function validBlueprint(seed: number, include: readonly NodeType[] = []): Generated {
  return new Maker(new Random(seed)).blueprint(include);
}

class Maker {
  #count = 0;

  constructor(private readonly random: Random) {}

  blueprint(include: readonly NodeType[]): Generated {
    const some = Array.from({ length: 2 + this.random.below(8) }, () => this.random.pick(TYPES));
    const wanted = [...some, ...include];
    const { nodes, sources } = this.#list(wanted, [], 0);
    const last = sources.findLast(({ texts }) => texts.length > 0);
    return {
      schema_version: this.random.pick(['1.2.0', '1.1.0']),
      inputs: { required: ['query'], optional: ['style'] },
      metadata: { draft_name: `Generated ${this.#count}`, tags: ['generated'] },
      nodes,
      outputs: {
        ...(last ? { said: `{{ ${last.id}.${last.texts[0]} }}` } : {}),
        asked: '{{ inputs.query }}',
        styled: "{{ inputs.style or style or 'plain' }}",
      },
    };
  }

  /** Nodes that may read each other in their order, and what is seen from around them. */
  #list(
    types: readonly NodeType[],
    around: readonly Source[],
    depth: number,
  ): { nodes: DraftNode[]; sources: Source[] } {
    const nodes: DraftNode[] = [];
    const sources: Source[] = [];
    const add = (type: NodeType, fields?: Fields): void => {
      const id = `${type}_${++this.#count}`;
      const near = sources.filter(() => !this.random.once(3));
      const own = fields ?? this.#fields(type, id, [...near, ...around], near, depth);
      nodes.push({
        id,
        type,
        dependencies: near.map((source) => source.id),
        ...this.#common(),
        ...own,
      } as DraftNode);
      sources.push({ id, ...(fields ? SOURCE : given(type)) });
    };
    // Something to read from is always there.
    add('tool', { tool_name: 'source', tool_args: { topic: 'lamps' } });
    for (const type of types) add(type);
    return { nodes, sources };
  }

  #common(): Fields {
    const fields: Fields = {};
    if (this.random.once(4)) fields.name = 'Labelled';
    if (this.random.once(4)) fields.retries = this.random.below(3);
    if (this.random.once(6)) fields.retry_policy = { max_attempts: 2, backoff_strategy: 'linear' };
    if (this.random.once(6)) fields.metadata = { owner: 'tests', tags: ['a'] };
    return fields;
  }

  #fields(
    type: NodeType,
    id: string,
    seen: readonly Source[],
    near: readonly Source[],
    depth: number,
  ): Fields {
    const says = this.#text(seen);
    const number = seen.flatMap((source) => source.numbers.map((path) => ({ source, path }))).at(-1);
    const mapped =
      number && near.includes(number.source)
        ? {
            input_mappings: {
              measure: { source_node_id: number.source.id, source_output_key: number.path },
              limit: 5,
            },
          }
        : { input_mappings: { measure: 1, limit: 5 } };
    switch (type) {
      case 'tool':
        return this.#tool(says, number && `{{ ${number.source.id}.${number.path} }}`);
      case 'llm':
        return {
          model: "{{ inputs.style or 'gpt-4o' }}",
          prompt: says,
          llm_config: { temperature: 0.2, max_tokens: 100 },
        };
      case 'agent':
        return {
          package: 'acme/helper',
          agent_config: { system: says },
          llm_config: { model: 'gpt-4o' },
          tools: [{ name: 'shout' }],
          input_schema: { question: 'str' },
          output_schema: { answer: 'str' },
        };
      case 'condition':
        return {
          ...mapped,
          expression: this.random.pick(['measure > limit', 'not measure or limit - 1 < 3', 'measure == 1']),
          input_schema: { type: 'object', properties: { measure: { type: 'number' } } },
          output_schema: { result: 'bool' },
          true_path: this.#nested(seen, depth),
          ...(this.random.once(2) ? { false_path: this.#nested(seen, depth) } : {}),
        };
      case 'workflow':
        return {
          workflow_ref: 'answers.find@^1.0.0',
          exposed_outputs: { found: 'answer' },
          input_mappings: { query: 'lamps' },
        };
      case 'loop':
        return this.#loop(id, seen, depth);
      case 'parallel':
        return { branches: [this.#nested(seen, depth), this.#nested(seen, depth)], max_concurrency: 2 };
      case 'recursive':
        return {
          recursive_sources: [near[0]?.id ?? 'tool_1'],
          agent_package: 'acme/helper',
          convergence_condition: 'iteration >= 3',
          max_iterations: 4,
          input_schema: { question: 'str' },
          output_schema: { answer: 'str' },
        };
      case 'code':
        return {
          language: this.random.pick(['javascript', 'typescript']),
          code: 'output = { text: inputs.query };',
          imports: ['kv'],
          input_schema: { type: 'object', properties: { query: { type: 'string' } } },
          output_schema: { text: 'str' },
        };
      case 'human':
        return this.random.pick<Fields>([
          { prompt_message: says },
          { prompt_message: 'Which?', approval_type: 'choice', choices: ['one', 'two'] },
          { prompt_message: 'Go on?', timeout_seconds: 60, auto_approve_after: 30 },
        ]);
      case 'monitor':
        return { metric_expression: 'cost > 100 and tokens / 2 < 1000', alert_channels: ['email'] };
      case 'swarm':
        break;
    }
    const config_overrides = { model: 'gpt-4o' };
    return { agents: ['judge', 'poet'].map((role) => ({ package: 'helper', role, config_overrides })) };
  }

  #tool(says: string, number: string | undefined): Fields {
    const value = number === undefined ? 'nothing' : `counted ${number}`;
    return this.random.pick<Fields>([
      { tool_name: 'acme/shout@^1.0.0', tool_args: { text: says, tags: ['a', says] } },
      { tool_name: 'source', tool_args: { topic: `on ${says}` } },
      { tool_name: 'fetch', tool_args: { topic: 'lamps' }, permissions: [{ interface: 'iceos:host/http' }] },
      { tool_name: 'keep', tool_args: { value } },
    ]);
  }

  #loop(id: string, seen: readonly Source[], depth: number): Fields {
    const rows = seen.find(({ lists }) => lists.includes('rows'));
    const item: Source = { id: `row_of_${id}`, texts: ['name'], numbers: ['price'], lists: [] };
    return rows
      ? {
          items_source: `${rows.id}.rows`,
          item_var: item.id,
          max_iterations: 5,
          body: this.#nested([...seen, item], depth),
          parallel: this.random.once(2),
        }
      : { items_source: 'inputs.rows', max_iterations: 5, body: this.#nested(seen, depth) };
  }

  #nested(seen: readonly Source[], depth: number): DraftNode[] {
    const count = depth >= 2 ? 0 : this.random.below(3);
    const types = Array.from({ length: count }, () => this.random.pick(TYPES));
    return this.#list(types, seen, depth + 1).nodes;
  }

  #text(seen: readonly Source[]): string {
    const source = seen.length > 0 ? this.random.pick(seen) : undefined;
    const path = source?.texts[0];
    return source && path !== undefined
      ? this.random.pick([
          `{{ ${source.id}.${path} }}`,
          `Say {{ ${source.id}.${path} }}, {{ inputs.style or 'plain' }}.`,
        ])
      : this.random.pick(['Say {{ query }}.', '{{ inputs.query }}', 'Say it.']);
  }
}

const NONE: Omit<Source, 'id'> = { texts: [], numbers: [], lists: [] };
/** Of the tool that every list of nodes begins with. */
const SOURCE: Omit<Source, 'id'> = { texts: ['text'], numbers: ['count'], lists: ['rows'] };

function given(type: NodeType): Omit<Source, 'id'> {
  const gives: Partial<Record<NodeType, Omit<Source, 'id'>>> = {
    llm: { texts: ['response'], numbers: ['usage.total_tokens'], lists: [] },
    agent: { texts: ['answer'], numbers: [], lists: ['reasoning'] },
    condition: { texts: ['branch'], numbers: [], lists: [] },
    workflow: { texts: ['found'], numbers: [], lists: [] },
    parallel: { texts: ['strategy'], numbers: ['completed_branches'], lists: ['branch_results'] },
    code: { texts: ['text'], numbers: [], lists: [] },
  };
  return gives[type] ?? NONE;
}
