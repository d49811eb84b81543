import type { CommandRun } from '../context.js';
import { readDocument } from '../files.js';
import { listOption, numberOption } from '../options.js';
import { localRunFailed } from '../running/failed-run.js';
import { readInputs } from '../running/inputs.js';
import { LocalComponents } from '../running/local-components.js';
import { LocalPackages } from '../running/local-packages.js';
import { hasCode, requireBlueprint, runLocally } from '../running/local-run.js';
import { isStrict } from '../running/strict.js';

export const run: CommandRun = async (context, [file = ''], options) => {
  const inputs = await readInputs(listOption(options, 'input'));
  const blueprint = requireBlueprint(await readDocument(file));
  const strict = isStrict(context, options);
  const components = new LocalComponents();
  const packages = await LocalPackages.open(context, components, strict);
  await packages.bring(blueprint, hasCode(blueprint));
  const result = await runLocally(context, blueprint, components, {
    inputs,
    strict,
    concurrency: numberOption(options, 'maxParallel', [1, 20]),
  });
  context.output.result(result, () => JSON.stringify(result.outputs ?? result.output, null, 2));
  if (!result.success) throw localRunFailed(result.error);
};
