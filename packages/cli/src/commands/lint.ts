import { BlueprintLinter } from '../blueprints/lint.js';
import type { FileFinding } from '../blueprints/read.js';
import { countsText, findingData, findingsText } from '../blueprints/report.js';
import type { CommandRun } from '../context.js';
import { EXIT } from '../exit-codes.js';
import { flagOption } from '../options.js';
import { isStrict } from '../running/strict.js';

export const run: CommandRun = async (context, files, options) => {
  const linter = new BlueprintLinter(context, {
    level: flagOption(options, 'draft') ? 'draft' : 'executable',
    offline: flagOption(options, 'offline'),
    strict: isStrict(context, options),
  });
  const linted: { readonly file: string; readonly findings: readonly FileFinding[] }[] = [];
  for (const file of files) linted.push({ file, findings: (await linter.lint(file)).findings });
  const all = linted.flatMap(({ findings }) => findings);
  const data = {
    valid: all.every(({ severity }) => severity !== 'error'),
    files: linted.map(({ file, findings }) => ({ file, findings: findings.map(findingData) })),
  };
  context.output.result(data, () =>
    all.length === 0
      ? `${files.length === 1 ? files[0] : `${files.length} files`}: no findings`
      : [
          ...linted.map(({ file, findings }) => findingsText(file, findings)).filter((text) => text !== ''),
          countsText(all),
        ].join('\n\n'),
  );
  return all.length === 0 ? EXIT.ok : EXIT.findings;
};
