import { mark, type AgentSpec, type ToolSpec, type WorkflowSpec } from './define.js';
import type { Host, Permissions } from './host.js';
import type { FromSchema, JsonSchema, ObjectSchema } from './schema.js';

type ToolClass<Input, Output, Granted> = new () => {
  run(input: FromSchema<Input>, host: Host<Granted>): FromSchema<Output> | Promise<FromSchema<Output>>;
};

/** `defineTool` for a class: its `run` is the tool's, on a new instance for every call. Export the class. */
export function Tool<
  const Input extends ObjectSchema,
  const Output extends JsonSchema,
  const Granted extends Permissions = object,
>(spec: Omit<ToolSpec<Input, Output, Granted>, 'run'>) {
  return (target: ToolClass<Input, Output, Granted>, _context?: unknown): void => {
    const run = (input: never, host: never): unknown => new target().run(input, host);
    mark({ ...spec, node_type: 'tool', run }, target);
  };
}

/** `defineAgent` for a class. An agent is data, so the class may be empty. Export it. */
export function Agent(spec: AgentSpec) {
  return (target: new () => object, _context?: unknown): void => {
    mark({ ...spec, node_type: 'agent' }, target);
  };
}

/** `defineWorkflow` for a class whose `build` returns the blueprint document. `build` runs when the package is built. */
export function Workflow(spec: Omit<WorkflowSpec, 'blueprint'>) {
  return (target: new () => { build(): WorkflowSpec['blueprint'] }, _context?: unknown): void => {
    mark({ ...spec, node_type: 'workflow', blueprint: new target().build() }, target);
  };
}
