import type { CommandRun } from '../context.js';
import { EXIT } from '../exit-codes.js';
import { examplesOf, runExample, type ExampleResult } from '../kits/examples.js';
import { exampleText } from '../kits/report-text.js';
import { Workshop } from '../kits/workshop.js';
import { Progress } from '../ui/progress.js';

export const run: CommandRun = async (context, [folder = '.']) => {
  const { output } = context;
  const workshop = await Workshop.open(context);
  const forget = context.onInterrupt(() => workshop.close());
  const progress = new Progress(output);
  try {
    progress.doing(`building ${folder}`);
    const kit = await workshop.build(folder, context.signal);
    const results: ExampleResult[] = [];
    for (const example of kit.tools.flatMap(examplesOf)) {
      progress.doing(`${example.tool}: ${example.name}`);
      results.push(await runExample(workshop, kit, example));
    }
    progress.stop();
    const untested = kit.tools.filter((tool) => examplesOf(tool).length === 0).map(({ name }) => name);
    for (const name of untested)
      output.warn(`${name} has no example with an input: nothing of it was tested`);
    const failed = results.filter(({ passed }) => !passed).length;
    const passed = results.length - failed;
    output.result({ passed, failed, untested, examples: results }, () =>
      [...results.map(exampleText), `${passed} passed, ${failed} failed`].join('\n'),
    );
    if (failed > 0) return EXIT.failed;
    return results.length === 0 ? EXIT.findings : EXIT.ok;
  } finally {
    progress.stop();
    forget();
    await workshop.close();
  }
};
