import type { StartBody } from '@iceos/client';
import type { CommandContext, CommandRun } from '../context.js';
import { UsageError } from '../errors.js';
import { flagOption, listOption } from '../options.js';
import { runFailed } from '../running/failed-run.js';
import { readInputs, type Inputs } from '../running/inputs.js';
import { lastPushed } from '../running/last-blueprint.js';
import { resultText } from '../running/result-text.js';
import { runOnServer, timeoutOf, type ServerResult } from '../running/server-run.js';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Id of the one node of a run of a tool by itself. */
const TOOL_NODE = 'tool';

export const run: CommandRun = async (context, [reference], options) => {
  const { output } = context;
  const inputs = await readInputs(listOption(options, 'input'));
  const timeout = timeoutOf(options);
  const body = await startBody(context, reference, flagOption(options, 'last'), inputs);
  const result = await runOnServer(context, body, {
    timeout,
    onEvent: (event) => output.line(event, () => undefined),
  });
  const success = result.status === 'completed';
  const value = success ? valueOf(body, result) : null;
  const text = success ? await resultText(value) : '';
  if (success || output.options.json)
    output.result({ type: 'result', ...result, success, result: value }, () => text);
  if (!success) throw runFailed(result.error, { execution_id: result.execution_id });
};

/** A tool is run by itself, a workflow, a bundle or a stored blueprint as what it is. */
async function startBody(
  context: CommandContext,
  reference: string | undefined,
  last: boolean,
  inputs: Inputs,
): Promise<StartBody> {
  if (last === (reference !== undefined)) {
    throw new UsageError(
      last ? '--last and a reference were both given.' : 'Nothing to run was named.',
      'Name a tool, a workflow, a bundle or the id of a blueprint, or give --last alone.',
    );
  }
  if (reference === undefined) return { blueprint_id: await lastPushed(context.settings), inputs };
  return (await isTool(context, reference))
    ? { tool: reference, inputs }
    : { blueprint_id: reference, inputs };
}

async function isTool(context: CommandContext, reference: string): Promise<boolean> {
  if (UUID.test(reference)) return false;
  const client = await context.client();
  try {
    const { node_type: type } = await client.call('packagesResolve', { query: { reference } });
    return type === 'tool';
  } catch (error) {
    // A bundle is no component; whether there is one of that name is said when it is started.
    if ((error as { code?: unknown }).code === 'component-not-found') return false;
    throw error;
  }
}

function valueOf(body: StartBody, { outputs, output }: ServerResult): unknown {
  return outputs ?? (body.tool === undefined ? output : output[TOOL_NODE]);
}
