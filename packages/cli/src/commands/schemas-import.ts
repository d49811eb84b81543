import type { Finding } from '@iceos/core/errors';
import { checkManifest } from '@iceos/core/manifest';
import { validateResolvable } from '@iceos/sdk/resolvable';
import { readDocumentText } from '../blueprints/read.js';
import { countsText, findingData, findingsText } from '../blueprints/report.js';
import type { CommandContext, CommandRun } from '../context.js';
import { CommandError } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import { isFolder } from '../files.js';
import { flagOption, textOption } from '../options.js';
import { compareFolder } from '../schemas/compare.js';
import { comparisonText } from '../schemas/report.js';

export const run: CommandRun = async (context, [target = ''], options) => {
  if (!(await isFolder(target))) {
    return importDocument(context, target, textOption(options, 'type') === 'component');
  }
  const comparison = await compareFolder(target, { bytes: flagOption(options, 'check') });
  const same = comparison.differences.length === 0;
  context.output.result({ folder: target, same, ...comparison }, () => comparisonText(target, comparison));
  if (same) return EXIT.ok;
  context.output.next(
    `ice schemas export -o ${target} --format ${comparison.format}`,
    'writes those of this version',
  );
  return EXIT.findings;
};

/** Parses and validates one document, and stores nothing. */
async function importDocument({ output }: CommandContext, file: string, isComponent: boolean): Promise<void> {
  const type = isComponent ? 'component' : 'blueprint';
  const read = await readDocumentText(file);
  const findings = read.ok
    ? findingsIn(read.value, isComponent).map((found) => read.place(found))
    : read.findings;
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    if (!output.options.json) process.stderr.write(`${findingsText(file, errors)}\n\n`);
    throw new CommandError(
      `${type}-invalid`,
      'invalid',
      `${file} is no valid ${type}: ${countsText(errors)}.`,
      {
        hint: 'Correct the places named.',
        findings: output.options.json ? errors.map(findingData) : [],
      },
    );
  }
  output.result(
    { file, type, valid: true, warnings: findings.map(findingData) },
    () => `${file} is a valid ${type}`,
  );
}

function findingsIn(value: unknown, isComponent: boolean): readonly Finding[] {
  return isComponent ? componentFindings(value) : validateResolvable(value, { level: 'draft' });
}

/** A component is checked as the only one of a manifest. */
function componentFindings(value: unknown): Finding[] {
  const checked = checkManifest({ schema_version: 'plugins.v0', components: [value] });
  if (checked.ok) return [];
  return checked.findings.map((found) => ({
    ...found,
    pointer: found.pointer.replace(/^\/components\/0/, ''),
  }));
}
