import type { BlueprintNode, DraftBlueprint, LlmConfig, NodeOf, NodeType } from '@iceos/core/blueprint';
import { mermaidOf } from './mermaid.js';

/** A blueprint of schema 1.2.0, as plain data. */
export type BuiltBlueprint = DraftBlueprint & { readonly schema_version: '1.2.0' };

/** What a node of a type may be given besides its id, its type and the fields `Given` apart. */
type More<Type extends NodeType, Given extends string = never> = Partial<
  Omit<NodeOf<Type>, 'id' | 'type' | Given>
>;

/** Adds nodes to a list inside a node. */
export type Fill = (list: NodeList) => unknown;

/** A list of nodes: those of a workflow, or those inside a condition, a loop or a branch. Every method can be chained. */
export class NodeList {
  readonly #nodes: BlueprintNode[] = [];
  readonly #edges: (readonly [from: string, to: string])[] = [];

  /** Calls a tool. Strings inside `args` are templates. */
  addTool(
    id: string,
    toolName: string,
    args: object = {},
    more: More<'tool', 'tool_name' | 'tool_args'> = {},
  ): this {
    return this.#add({ ...more, id, type: 'tool', tool_name: toolName, tool_args: { ...args } });
  }

  /** Asks a model. `llm_config` is always said: `{}` leaves it what `model` and the node say. */
  addLlm(
    id: string,
    fields: { readonly model: string; readonly prompt: string; readonly llm_config: LlmConfig } & More<'llm'>,
  ): this {
    return this.#add({ ...fields, id, type: 'llm' });
  }

  /** Runs the agent that `reference` names. */
  addAgent(id: string, reference: string, more: More<'agent', 'package'> = {}): this {
    return this.#add({ ...more, id, type: 'agent', package: reference });
  }

  /** Runs the workflow that `reference` names. */
  addWorkflow(id: string, reference: string, more: More<'workflow', 'workflow_ref'> = {}): this {
    return this.#add({ ...more, id, type: 'workflow', workflow_ref: reference });
  }

  /** Runs one of two lists of nodes, by an expression in the condition language. */
  addCondition(
    id: string,
    expression: string,
    { whenTrue, whenFalse }: { readonly whenTrue?: Fill; readonly whenFalse?: Fill },
    more: More<'condition', 'expression' | 'true_path' | 'false_path'> = {},
  ): this {
    const paths = { true_path: listOf(whenTrue), ...(whenFalse ? { false_path: listOf(whenFalse) } : {}) };
    return this.#add({ ...more, id, type: 'condition', expression, ...paths });
  }

  /** Runs the nodes of `body` once for each item of the list at the dot path `itemsSource`. */
  addLoop(
    id: string,
    itemsSource: string,
    body: Fill,
    more: More<'loop', 'items_source' | 'body'> = {},
  ): this {
    return this.#add({ ...more, id, type: 'loop', items_source: itemsSource, body: listOf(body) });
  }

  /** Runs several lists of nodes at the same time. */
  addParallel(id: string, branches: readonly Fill[], more: More<'parallel', 'branches'> = {}): this {
    return this.#add({ ...more, id, type: 'parallel', branches: branches.map(listOf) });
  }

  /** Runs an agent or a workflow again and again, through the nodes in `sources`, until it converges. */
  addRecursive(
    id: string,
    sources: readonly string[],
    target: { readonly agent_package: string } | { readonly workflow_ref: string },
    more: More<'recursive', 'recursive_sources' | 'agent_package' | 'workflow_ref'> = {},
  ): this {
    return this.#add({ ...more, ...target, id, type: 'recursive', recursive_sources: [...sources] });
  }

  /** Runs source text in the sandbox; it must declare both schemas. */
  addCode(
    id: string,
    code: string,
    schemas: { readonly input_schema: object; readonly output_schema: object },
    more: More<'code', 'code' | 'input_schema' | 'output_schema'> = {},
  ): this {
    const { input_schema: input, output_schema: output } = schemas;
    return this.#add({
      ...more,
      id,
      type: 'code',
      code,
      input_schema: { ...input },
      output_schema: { ...output },
    });
  }

  /** Waits for a person. */
  addHuman(id: string, promptMessage: string, more: More<'human', 'prompt_message'> = {}): this {
    return this.#add({ ...more, id, type: 'human', prompt_message: promptMessage });
  }

  /** Watches a metric, by an expression in the condition language. */
  addMonitor(id: string, metricExpression: string, more: More<'monitor', 'metric_expression'> = {}): this {
    return this.#add({ ...more, id, type: 'monitor', metric_expression: metricExpression });
  }

  /** Lets several agents work one question. */
  addSwarm(id: string, agents: NodeOf<'swarm'>['agents'], more: More<'swarm', 'agents'> = {}): this {
    return this.#add({ ...more, id, type: 'swarm', agents: agents.map((agent) => ({ ...agent })) });
  }

  /** Makes `to` wait for `from` and read its output, besides what its own `dependencies` say. */
  connect(from: string, to: string): this {
    this.#edges.push([from, to]);
    return this;
  }

  /** A loop over the list at the dot path `source` whose body is one tool: `map('load.rows').withTool('each', 'score_tool')`. */
  map(source: string): { withTool(id: string, toolName: string, args?: object): NodeList } {
    return {
      withTool: (id, toolName, args = {}) =>
        this.addLoop(id, source, (body) => body.addTool(`${id}_item`, toolName, args)),
    };
  }

  /** The nodes so far, with what `connect` said among their dependencies. Changing the answer changes nothing here. */
  nodes(): BlueprintNode[] {
    return this.#nodes.map((node) => {
      const connected = this.#edges.filter(([, to]) => to === node.id).map(([from]) => from);
      const dependencies = [...new Set([...(node.dependencies ?? []), ...connected])];
      return structuredClone(dependencies.length > 0 ? { ...node, dependencies } : node);
    });
  }

  #add(node: BlueprintNode): this {
    this.#nodes.push(node);
    return this;
  }
}

/**
 * Writes a workflow in code. Nothing is checked here: `build` gives what was said, and `ice lint`, `ice build` or
 * `validateResolvable` of `@iceos/sdk/resolvable` say what is wrong with it.
 */
export class WorkflowBuilder extends NodeList {
  readonly #name: string;
  #id: string | undefined;
  #metadata: Readonly<Record<string, unknown>> = {};
  #inputs: DraftBlueprint['inputs'];
  #outputs: Readonly<Record<string, unknown>> | undefined;

  /** `name` is what people call it: `metadata.draft_name`. */
  constructor(name: string) {
    super();
    this.#name = name;
  }

  /** The dotted id by which others run it. */
  id(id: string): this {
    this.#id = id;
    return this;
  }

  /** Names of the inputs of a run. */
  inputs(required: readonly string[], optional: readonly string[] = []): this {
    this.#inputs = { required: [...required], optional: [...optional] };
    return this;
  }

  /** Name to template, rendered when a run has ended. */
  outputs(outputs: Readonly<Record<string, unknown>>): this {
    this.#outputs = outputs;
    return this;
  }

  metadata(metadata: Readonly<Record<string, unknown>>): this {
    this.#metadata = metadata;
    return this;
  }

  /** The workflow as a Mermaid diagram: `graph TD;`, then a line for each node and each edge. */
  preview(): string {
    return mermaidOf(this.nodes());
  }

  /** The blueprint, as plain data that shares nothing with the builder. */
  build(): BuiltBlueprint {
    return structuredClone({
      schema_version: '1.2.0',
      ...(this.#id === undefined ? {} : { id: this.#id }),
      metadata: { ...this.#metadata, draft_name: this.#name },
      ...(this.#inputs ? { inputs: this.#inputs } : {}),
      nodes: this.nodes(),
      ...(this.#outputs ? { outputs: { ...this.#outputs } } : {}),
    });
  }
}

function listOf(fill: Fill | undefined): BlueprintNode[] {
  const list = new NodeList();
  fill?.(list);
  return list.nodes();
}
