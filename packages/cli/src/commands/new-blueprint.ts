import { scaffoldBlueprint } from '@iceos/sdk/scaffold';
import { UsageError } from '../errors.js';
import type { CommandRun } from '../context.js';
import { writeScaffold } from '../scaffold.js';

const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

export const run: CommandRun = async (context, [given = ''], options) => {
  const name = given.replace(/\.json$/, '');
  if (!FILE_NAME.test(name)) {
    throw new UsageError(
      `${JSON.stringify(given.slice(0, 100))} cannot be the name of a blueprint and its file.`,
      'Use letters, digits, `.`, `_` and `-`.',
    );
  }
  const written = await writeScaffold(context, scaffoldBlueprint(name), options, { kind: 'blueprint', name });
  if (!written) return;
  const file = written.folder === '.' ? `${name}.json` : `${written.folder}/${name}.json`;
  context.output.next(`ice run-blueprint ${file}`, 'runs it here');
};
