import type { CommandContext, CommandRun } from '../context.js';
import { flagOption, listOption } from '../options.js';
import { localRunFailed, runFailed } from '../running/failed-run.js';
import { readInputs, type Inputs } from '../running/inputs.js';
import { resultText } from '../running/result-text.js';
import { runOnServer, timeoutOf } from '../running/server-run.js';
import { isStrict } from '../running/strict.js';

export const run: CommandRun = async (context, [name = ''], options) => {
  const inputs = await readInputs(listOption(options, 'input'));
  const value = flagOption(options, 'local')
    ? await runHere(context, name, inputs, isStrict(context, options))
    : await runThere(context, name, inputs, timeoutOf(options));
  const text = await resultText(value);
  context.output.result(value, () => text);
};

async function runThere(
  context: CommandContext,
  name: string,
  inputs: Inputs,
  timeout: number | undefined,
): Promise<unknown> {
  const { execution_id, status, error, outputs, output } = await runOnServer(
    context,
    { blueprint_id: name, inputs },
    { timeout },
  );
  if (status !== 'completed') throw runFailed(error, { execution_id });
  return outputs ?? output;
}

async function runHere(
  context: CommandContext,
  name: string,
  inputs: Inputs,
  strict: boolean,
): Promise<unknown> {
  const { runLocalBundle } = await import('../running/local-bundle.js');
  const { success, error, outputs, output } = await runLocalBundle(context, name, inputs, strict);
  if (!success) throw localRunFailed(error);
  return outputs ?? output;
}
