import type { ManifestComponent } from '@iceos/core/manifest';
import type { WorldId } from '@iceos/core/world';
import type { Host, Permissions } from './host.js';
import type { FromSchema, JsonSchema, ObjectSchema } from './schema.js';

const DEFINITION = Symbol.for('iceos.definition');

/** What every component says about itself. Search is judged on `description`, `tags` and `examples`: write them for users. */
export interface ComponentSpec {
  /** Lower-case ASCII letters, digits, `_`, `-` and `.`; unique in the namespace. */
  readonly name: string;
  /** SemVer of the component; by default the version of its package. */
  readonly version?: string;
  readonly title?: string;
  readonly description: string;
  readonly tags?: readonly string[];
  readonly icon?: string;
  readonly cost_estimate?: { readonly base?: number; readonly per_token?: number };
  /** Lowest iceOS version that the component needs. */
  readonly iceos_min?: string;
  readonly deprecated?: { readonly since: string; readonly replacement?: string };
}

/** A request in words, or an input with the output it gives. The second kind is run by `ice test`. */
export type ExampleOf<Input, Output> =
  | string
  | { readonly title?: string; readonly request?: string; readonly input?: Input; readonly output?: Output };

export interface ToolSpec<
  Input extends ObjectSchema,
  Output extends JsonSchema,
  Granted extends Permissions,
> extends ComponentSpec {
  /** JSON Schema of the input, checked by the host before `run` sees it. `default` is documentation: `run` applies it. */
  readonly input: Input;
  /** JSON Schema of what `run` returns, checked by the host. */
  readonly output: Output;
  readonly permissions?: Granted;
  readonly limits?: Readonly<NonNullable<ManifestComponent['limits']>>;
  readonly examples?: readonly ExampleOf<FromSchema<Input>, FromSchema<Output>>[];
  /** What the host calls. By default `iceos:tool@0.1.0`; only a runner of code nodes has the other world. */
  readonly world?: WorldId;
  /**
   * The tool itself, called in a fresh instance each time. May be `async`, but nothing but host calls takes time in the
   * sandbox: there are no timers and no network. Throw a `ToolError` for what the caller should tell apart.
   */
  run(input: FromSchema<Input>, host: Host<Granted>): FromSchema<Output> | Promise<FromSchema<Output>>;
}

/** An agent is data: a prompt, the tools it may call, and the model it asks. */
export interface AgentSpec extends ComponentSpec {
  readonly input?: ObjectSchema;
  readonly output?: JsonSchema;
  readonly examples?: readonly ExampleOf<unknown, unknown>[];
  readonly system_prompt: string;
  /** References of tools, `[namespace/]name[@range]`. */
  readonly tools?: readonly string[];
  readonly llm_config?: Readonly<Record<string, unknown>>;
  readonly memory?: Readonly<Record<string, unknown>>;
  readonly max_iterations?: number;
}

export interface WorkflowSpec extends ComponentSpec {
  readonly input?: ObjectSchema;
  readonly output?: JsonSchema;
  readonly examples?: readonly ExampleOf<unknown, unknown>[];
  /** A blueprint document (docs/spec/blueprint.md). */
  readonly blueprint: Readonly<Record<string, unknown>>;
}

/** A tool as the build reads it: what the author wrote, types erased. */
export interface ToolDefinition extends ComponentSpec {
  readonly node_type: 'tool';
  readonly input: ObjectSchema;
  readonly output: JsonSchema;
  readonly permissions?: Permissions;
  readonly limits?: ToolSpec<ObjectSchema, JsonSchema, Permissions>['limits'];
  readonly examples?: readonly ExampleOf<unknown, unknown>[];
  readonly world?: WorldId;
  readonly run: (input: never, host: never) => unknown;
}
export type AgentDefinition = AgentSpec & { readonly node_type: 'agent' };
export type WorkflowDefinition = WorkflowSpec & { readonly node_type: 'workflow' };
export type Definition = ToolDefinition | AgentDefinition | WorkflowDefinition;

/** Declares a tool. The types of `run` follow from the schemas. Nothing is registered anywhere: export the result. */
export function defineTool<
  const Input extends ObjectSchema,
  const Output extends JsonSchema,
  const Granted extends Permissions = object,
>(spec: ToolSpec<Input, Output, Granted>): ToolDefinition {
  return mark({ ...spec, node_type: 'tool' });
}

/** A second name for `tool`, with what it says about itself changed. Both names become one component. Export the result. */
export function aliasTool(
  tool: ToolDefinition,
  spec: Partial<ComponentSpec> & { readonly name: string },
): ToolDefinition {
  return mark({ ...tool, ...spec });
}

/** Declares an agent: export the result. */
export function defineAgent(spec: AgentSpec): AgentDefinition {
  return mark({ ...spec, node_type: 'agent' });
}

/** Declares a workflow: export the result. */
export function defineWorkflow(spec: WorkflowSpec): WorkflowDefinition {
  return mark({ ...spec, node_type: 'workflow' });
}

/** Ties `definition` to what an author exports: the definition itself, or a decorated class. */
export function mark<D extends Definition>(definition: D, carrier: object = definition): D {
  Object.defineProperty(carrier, DEFINITION, { value: definition });
  return definition;
}

/** The definition that an exported `value` is or carries, if any. */
export function definitionOf(value: unknown): Definition | undefined {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined;
  return (value as { [DEFINITION]?: Definition })[DEFINITION];
}
