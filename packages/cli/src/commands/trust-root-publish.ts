import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CommandRun } from '../context.js';
import { CommandError } from '../errors.js';
import { fileError, isFolder } from '../files.js';
import { isComplete, previousRoot, readRootFile, standingOf, standingText } from '../trust/root-file.js';

export const run: CommandRun = async (context, [target = 'root']) => {
  const folder = (await isFolder(target)) ? target : dirname(target);
  const files = folder === target ? await rootFiles(folder) : [target];
  const client = await context.client();
  let last: { id: string; version: number; threshold: number; expires: string | null } | undefined;
  for (const file of files) {
    const document = await readRootFile(file);
    const standings = standingOf(document, await previousRoot(file, document, undefined));
    if (!isComplete(standings))
      throw new CommandError(
        'root-unfinished',
        'refused',
        `${file} lacks signatures.\n${standingText(standings)}`,
        {
          hint: `Add them with \`ice trust root sign ${file} --key KEY\`.`,
        },
      );
    last = await client.call('rootsBring', { body: { ...document } });
    context.output.note(`${file}: version ${last.version} is in force`);
  }
  context.output.result({ published: files.length, ...last }, () =>
    last ? `the root ${last.id} is at version ${last.version}` : 'there was nothing to publish',
  );
};

/** The versions in a folder, in their order; those that the server has already are not changed by sending them again. */
async function rootFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw fileError(folder, error);
  });
  const numbers = names.flatMap((name) => /^([1-9]\d{0,5})\.json$/.exec(name)?.[1] ?? []).map(Number);
  return numbers.toSorted((a, b) => a - b).map((number) => join(folder, `${number}.json`));
}
