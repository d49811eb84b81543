import type { BlueprintNode } from '@iceos/core/blueprint';
import type { Json } from '@iceos/core/canonical';
import { promptTokens } from '@iceos/core/cost';
import { toJsonSchema, validateValue } from '@iceos/core/value-schema';
import { NodeFailure } from './errors.js';
import type { Task } from './machine.js';
import type { Done, LlmCall, Services, TaskCall, ToolCall } from './task.js';
import type { NodeContext } from './types.js';

type NodeOf<Type extends BlueprintNode['type']> = Extract<BlueprintNode, { type: Type }>;
type Call = Pick<ToolCall, 'key' | 'signal' | 'timeoutMs' | 'onEvent' | 'onUsage'>;
type Schema = Readonly<Record<string, unknown>>;

export async function runTool(
  task: Task,
  node: NodeOf<'tool'>,
  call: Call,
  services: Services,
): Promise<Done> {
  const schemas = services.toolSchemas(node.tool_name);
  const input = toolInput(task, node, schemas.input);
  await requireValid(services, schemas.input, input, 'input-invalid', `The input of ${node.tool_name}`);
  const { output } = await services.callTool({
    ...call,
    tool: node.tool_name,
    input,
    ...(node.permissions ? { permissions: node.permissions } : {}),
  });
  const declared = isDeclared(node.output_schema) ? node.output_schema : schemas.output;
  await requireValid(services, declared, output, 'output-invalid', `The output of ${node.tool_name}`);
  return { output };
}

/** Names that the engine gives every node; a parameter that happens to be called so is not meant. */
const ENGINE_NAMES = new Set(['inputs', 'loop_index', 'branch_index', 'condition_result']);

/**
 * Arguments of a tool (docs/spec/blueprint.md 7): the explicit ones, rendered, always win; the context and the members of a
 * dependency's output fill in declared parameters that are missing; what the tool does not take is left out.
 */
function toolInput(
  { program, context, inputs }: Task,
  node: NodeOf<'tool'>,
  schema: Schema,
): Record<string, Json> {
  const given = render(program, node.tool_args ?? {}, context) as Record<string, Json>;
  const properties = (schema.properties ?? {}) as Record<string, unknown>;
  const input: Record<string, Json> = {};
  for (const name of Object.keys(properties)) {
    if (Object.hasOwn(given, name)) input[name] = given[name] as Json;
    else if (Object.hasOwn(context, name) && !ENGINE_NAMES.has(name)) input[name] = context[name] as Json;
    else {
      const source = Object.values(inputs).find((output) => isObject(output) && Object.hasOwn(output, name));
      if (source) input[name] = (source as Record<string, Json>)[name] as Json;
    }
  }
  const open =
    schema.additionalProperties !== false &&
    (schema.additionalProperties !== undefined || Object.keys(properties).length === 0);
  return open ? { ...given, ...input } : input;
}

export async function runLlm(
  task: Task,
  node: NodeOf<'llm'>,
  { onCost, ...call }: TaskCall,
  services: Services,
): Promise<Done> {
  const { program, context } = task;
  const prompt = asText(render(program, node.prompt, context, 'Failed to render prompt'));
  const config = node.llm_config;
  requireShort(node, prompt);
  const model = asText(render(program, config.model ?? node.model, context, 'Failed to render model'));
  const request: LlmCall = {
    ...call,
    provider: config.provider ?? node.provider ?? 'openai',
    model,
    prompt,
    temperature: numberOf(render(program, config.temperature ?? node.temperature, context)),
    maxTokens: numberOf(render(program, config.max_tokens ?? node.max_tokens, context)),
    config,
  };
  const { text, usage, cost_nano_usd: nanoUsd } = await services.callModel(request);
  if (nanoUsd !== undefined) onCost(nanoUsd);
  const schema = isDeclared(node.output_schema) ? toJsonSchema(node.output_schema) : undefined;
  const wantsText = !schema || Object.hasOwn(schema.properties ?? {}, 'text');
  const output: Json = { response: text, prompt, model, usage: { ...usage }, ...(wantsText ? { text } : {}) };
  return { output, usage };
}

/** What was computed of the cost holds only if no prompt is longer than was said (docs/spec/cost.md 4). */
function requireShort(node: NodeOf<'llm'>, prompt: string): void {
  const { max_context_tokens: most } = node.llm_config;
  if (typeof most !== 'number') return;
  const tokens = promptTokens(node, prompt);
  if (tokens <= most) return;
  throw new NodeFailure(
    'prompt-too-long',
    `The prompt of ${node.id} may have ${tokens} tokens, counted by its bytes; max_context_tokens is ${most}.`,
    { hint: 'Put less into the prompt, or raise llm_config.max_context_tokens.' },
  );
}

export async function runCode(
  task: Task,
  node: NodeOf<'code'>,
  call: Call,
  services: Services,
): Promise<Done> {
  const language = node.language ?? 'javascript';
  if (language === 'python') {
    throw new NodeFailure(
      'node-type-unsupported',
      'Python code nodes are not run: no Python interpreter that runs here is a sandbox.',
      {
        hint: 'Write the node in JavaScript or TypeScript, or publish the Python code as a component (docs/components.md).',
      },
    );
  }
  if (!node.code)
    throw new NodeFailure('input-invalid', `The code node ${node.id} has no code.`, {
      hint: 'Give it `code`.',
    });
  const input = { ...task.context } as Record<string, Json>;
  if (isDeclared(node.input_schema))
    await requireValid(
      services,
      node.input_schema,
      meant(node.input_schema, { ...(input.inputs as object), ...input }),
      'input-invalid',
      `The input of ${node.id}`,
    );
  const { output } = await services.runCode({
    ...call,
    language,
    source: node.code,
    input,
    imports: node.imports ?? [],
  });
  if (isDeclared(node.output_schema))
    await requireValid(services, node.output_schema, output, 'output-invalid', `The output of ${node.id}`);
  return { output };
}

/** What a schema is about: a closed one, such as every one in the short form, of all that code sees its own members only. */
function meant(schema: Schema, context: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { additionalProperties: open, properties = {} } = toJsonSchema(schema);
  if (open !== false) return context;
  const names = Object.keys(properties as object).filter((name) => Object.hasOwn(context, name));
  return Object.fromEntries(names.map((name) => [name, context[name]]));
}

function render(
  program: Task['program'],
  value: unknown,
  context: NodeContext,
  failure = 'Failed to render an argument',
): unknown {
  try {
    return program.render(value, context);
  } catch (error) {
    throw new NodeFailure('template-unresolved', `${failure}: ${(error as Error).message}`, {
      hint: 'Name an input, a dependency or a mapping.',
    });
  }
}

async function requireValid(
  services: Services,
  schema: Schema,
  value: unknown,
  code: 'input-invalid' | 'output-invalid',
  what: string,
): Promise<void> {
  const faults = services.violations
    ? await services.violations(schema, value)
    : validateValue(schema, value);
  if (faults.length === 0) return;
  throw new NodeFailure(
    code,
    `${what} is not valid: ${faults
      .slice(0, 5)
      .map(({ path, message }) => `${path}: ${message}`)
      .join('; ')}.`,
    {
      hint: 'Correct the value at the places named, or the schema.',
      data: { pointer: faults[0]?.pointer ?? '', violations: faults.slice(0, 20) },
    },
  );
}

function isDeclared(schema: unknown): schema is Record<string, unknown> {
  return isObject(schema) && Object.keys(schema).length > 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
