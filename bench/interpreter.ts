import { readBlueprint } from '@iceos/core/blueprint';
import { runBlueprint, type Journal, type Services } from '@iceos/runtime/interpreter';
import { percentile, timeMany, type Figure } from './figures.js';
import { langGraphChain } from './langgraph.js';

const NODES = 200;
const RUNS = 30;
const MEMORY: Journal = { step: (_path, body) => body(), decide: (body) => body() };

const SERVICES: Services = {
  toolSchemas: () => ({ input: {}, output: {} }),
  callTool: ({ input }) => Promise.resolve({ output: input as never }),
  runCode: () => Promise.reject(new Error('there is no code node')),
  callModel: () => Promise.reject(new Error('there is no model')),
};

/** What a node costs besides what it does, against the same calls written down by hand and the same chain elsewhere. */
export async function benchInterpreter(): Promise<readonly Figure[]> {
  const read = readBlueprint({ schema_version: '1.2.0', nodes: chain() }, 'executable');
  if (!read.ok) throw new Error(read.findings[0]?.detail);
  const { nodes } = read.value;
  const run = () =>
    runBlueprint(
      { nodes, outputs: undefined },
      {},
      {
        run: 'bench',
        journal: MEMORY,
        services: SERVICES,
        onEvents: () => Promise.resolve(),
        signal: new AbortController().signal,
        now: () => new Date(0),
      },
    );
  const { success } = await run();
  if (!success) throw new Error('The chain failed.');
  const figure = {
    name: `interpreter: a node in memory, chain of ${NODES}`,
    value: await perNode(run),
    unit: 'µs' as const,
  };
  return [
    { ...figure, peer: { name: 'a call of the same function, awaited', value: await perNode(byHand) } },
    { ...figure, peer: { name: 'LangGraph.js, in memory', value: await perNode(langGraphChain(NODES)) } },
  ];
}

function chain(): object[] {
  return Array.from({ length: NODES }, (_, index) => ({
    id: `n${index}`,
    type: 'tool',
    tool_name: 'iceos/echo_tool@1.0.0',
    tool_args: { text: index === 0 ? 'a' : `{{ n${index - 1}.text }}` },
    dependencies: index === 0 ? [] : [`n${index - 1}`],
    input_schema: { type: 'object', properties: { text: { type: 'string' } } },
    output_schema: { type: 'object', properties: { text: { type: 'string' } } },
  }));
}

async function byHand(): Promise<void> {
  let text: unknown = 'a';
  for (let index = 0; index < NODES; index += 1) {
    const { output } = await SERVICES.callTool({ input: { text } } as never);
    text = (output as { text: unknown }).text;
  }
}

async function perNode(run: () => Promise<unknown>): Promise<number> {
  await timeMany(RUNS, run);
  return (percentile(await timeMany(RUNS, run), 0.5) / NODES) * 1000;
}
