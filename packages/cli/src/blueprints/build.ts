import { extname } from 'node:path';
import { readBlueprint } from '@iceos/core/blueprint';
import { canonicalBytes } from '@iceos/core/canonical';
import { digestOf } from '@iceos/core/digest';
import type { CommandContext } from '../context.js';
import { CommandError, UsageError } from '../errors.js';
import { writeWhole } from '../files.js';
import { BlueprintLinter } from './lint.js';
import type { FileFinding } from './read.js';
import { countsText, findingData, findingsText } from './report.js';

/**
 * Writes what `file` says, in code, YAML or JSON, as canonical JSON: the same blueprint gives the same bytes. What is wrong
 * in itself is refused with every finding; whether its components exist is for `ice lint`, which looks them up.
 */
export async function buildBlueprintFile(
  context: CommandContext,
  file: string,
  into: string | undefined,
): Promise<void> {
  const target = into ?? `${file.slice(0, file.length - extname(file).length)}.json`;
  if (target === file)
    throw new UsageError(`${file} would be overwritten.`, 'Name another file with --output.');
  const linter = new BlueprintLinter(context, { level: 'executable', offline: true, strict: false });
  const { value, findings } = await linter.lint(file);
  const { json } = context.output.options;
  if (findings.length > 0 && !json) process.stderr.write(`${findingsText(file, findings)}\n\n`);
  const read = readBlueprint(value);
  if (!read.ok || findings.some(({ severity }) => severity === 'error')) throw notBuilt(file, findings, json);
  const { schema_version: version = '1.2.0', ...blueprint } = read.value;
  const bytes = canonicalBytes({ ...blueprint, schema_version: version });
  await writeWhole(target, bytes);
  const result = { file: target, digest: digestOf(bytes), nodes: blueprint.nodes.length };
  context.output.result({ ...result, warnings: findings.map(findingData) }, () => `wrote ${target}`);
  context.output.next(`ice lint ${target}`, 'looks its components up, too');
}

function notBuilt(file: string, findings: readonly FileFinding[], json: boolean): CommandError {
  return new CommandError(
    'blueprint-invalid',
    'invalid',
    `${file} is no blueprint that can be run: ${countsText(findings)}.`,
    {
      hint: 'Correct the places named.',
      // For people they stand above, with their places.
      findings: json ? findings.map(findingData) : [],
    },
  );
}
