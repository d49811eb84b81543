import { join } from 'node:path';
import type { CommandRun } from '../context.js';
import { UsageError } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import { readIfThere, writeWhole } from '../files.js';
import { flagOption, textOption } from '../options.js';
import { FORMATS, schemaFiles } from '../schemas/schema-files.js';

export const run: CommandRun = async ({ output }, _args, options) => {
  const folder = textOption(options, 'outputDir') ?? 'schemas/generated';
  const format = FORMATS.find((one) => one === (textOption(options, 'format') ?? 'json'));
  if (!format) throw new UsageError('There is no such format.', `Use one of ${FORMATS.join(', ')}.`);
  const files = await schemaFiles(format);
  const changed: string[] = [];
  for (const [file, text] of files) {
    const found = await readIfThere(join(folder, file));
    if (!found || !Buffer.from(found).equals(Buffer.from(text))) changed.push(file);
  }
  const check = flagOption(options, 'check');
  if (!check) for (const file of changed) await writeWhole(join(folder, file), files.get(file) ?? '');
  output.result({ folder, format, files: files.size, changed, written: !check }, () =>
    [
      ...changed.map((file) => `${check ? 'would write' : 'wrote'} ${join(folder, file)}`),
      `${folder}: ${files.size} files, ${changed.length} ${check ? 'differ' : 'written'}`,
    ].join('\n'),
  );
  return check && changed.length > 0 ? EXIT.findings : EXIT.ok;
};
