import { readBlueprint } from '@iceos/core/blueprint';
import type { ComponentUse, Resolution, ResolvedComponent } from '@iceos/core/checks';
import type { Digest } from '@iceos/core/digest';
import { freezeBlueprint } from '@iceos/core/freeze';
import { collectGarbage, percentile, timeMany, type Figure } from './figures.js';

const SIZES = [10, 100, 1000, 10_000];
/** Nodes that are compiled for each figure, in as many turns as that takes. */
const ENOUGH = 20_000;

const text = { type: 'string' };
const object = (properties: Record<string, object>) => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});

const TOOL: ResolvedComponent = {
  node_type: 'tool',
  name: 'count',
  namespace: 'bench',
  package: 'bench',
  version: '1.0.0',
  component_version: '1.0.0',
  manifest_digest: '0'.repeat(64) as Digest,
  component_digest: '1'.repeat(64) as Digest,
  permissions: [{ interface: 'iceos:host/kv', version: '0.1.0' }],
  limits: {},
  schema: {
    input: object({ text, times: { type: 'integer' } }),
    output: object({ text, length: { type: 'integer' }, words: { type: 'array', items: text } }),
  },
};

const resolve = (_use: ComponentUse): Resolution => ({ ok: true, component: TOOL });

/**
 * What it takes to compile a blueprint: to read, check and freeze it. Each size stands against ten times what a tenth of it
 * took, which is what linear growth would be; the memory is what is held at the end, the document and what it was frozen into.
 */
export async function benchCompile(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  let tenth: number | undefined;
  for (const size of SIZES) {
    const document = blueprint(size);
    const turns = Math.max(3, Math.min(200, ENOUGH / size));
    await timeMany(turns / 2, () => compile(document));
    const ms = percentile(await timeMany(turns, () => compile(document)), 0.5);
    const peer =
      tenth === undefined ? undefined : { name: `ten times ${size / 10} nodes`, value: tenth * 10 };
    const name = `compile: ${size} nodes`;
    figures.push({ name, value: ms, unit: 'ms', ...(peer ? { peer } : {}) });
    figures.push({ name: `${name}, memory held`, value: heldMegabytes(size), unit: 'MB' });
    tenth = ms;
  }
  return figures;
}

function compile(document: unknown) {
  const read = readBlueprint(document);
  if (!read.ok) throw new Error(read.findings[0]?.detail);
  const frozen = freezeBlueprint(read.value, { resolve, interpreterAbi: 1 });
  if (!frozen.ok) throw new Error(frozen.findings[0]?.detail);
  return frozen.value;
}

/** What a document and what it was frozen into hold, on average over as many as make a difference. */
function heldMegabytes(size: number): number {
  const count = Math.max(1, ENOUGH / 2 / size);
  const held: unknown[] = [];
  collectGarbage();
  const before = process.memoryUsage();
  for (let copy = 0; copy < count; copy++) {
    const document = blueprint(size);
    held.push(document, compile(document));
  }
  collectGarbage();
  const after = process.memoryUsage();
  const bytes = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
  return held.length > 0 ? bytes / count / 1_000_000 : 0;
}

/** Nodes of five types; each waits for the one before it and one half way back, and reads the one before where it can. */
function blueprint(size: number): unknown {
  const nodes: object[] = [];
  for (let count = 0; count < size; count++) {
    const id = `n${count}`;
    const last = count > 0 ? `n${count - 1}` : undefined;
    const half = `n${count >> 1}`;
    const dependencies = last === undefined ? [] : [...new Set([last, half])];
    nodes.push({ id, dependencies, name: `Node ${count}`, retries: 1, ...fieldsOf(count, last) });
  }
  return { schema_version: '1.2.0', inputs: { required: ['query'] }, nodes };
}

/** Places among nine at which tools stand. */
const TOOLS: ReadonlySet<number> = new Set([0, 1, 2, 4, 6]);

function fieldsOf(count: number, last: string | undefined): object {
  const isRead = last !== undefined && TOOLS.has((count - 1) % 9);
  const said = `Say ${isRead ? `{{ ${last}.text }}` : '{{ inputs.query }}'} once more.`;
  switch (count % 9) {
    case 3:
      return {
        type: 'llm',
        model: 'gpt-4o',
        prompt: said,
        llm_config: { temperature: 0.5, max_tokens: 100 },
      };
    case 5:
      return { type: 'human', prompt_message: said };
    case 7:
      return {
        type: 'code',
        code: 'output = { text: inputs.query };',
        input_schema: { type: 'object', properties: { query: text } },
        output_schema: { text: 'str' },
      };
    case 8:
      return {
        type: 'condition',
        expression: 'score > 0.5 and not done',
        input_mappings: { score: 0.7, done: false },
        input_schema: { type: 'object', properties: { score: { type: 'number' } } },
        output_schema: { result: 'bool' },
      };
    default:
      return { type: 'tool', tool_name: 'bench/count@^1.0.0', tool_args: { text: said, times: 2 } };
  }
}
