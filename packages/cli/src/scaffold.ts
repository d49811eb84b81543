import { mkdir, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Scaffold } from '@iceos/sdk/scaffold';
import type { CommandContext, CommandOptions } from './context.js';
import { fileError } from './files.js';
import { flagOption, textOption } from './options.js';

/**
 * Writes new files under the folder that `--dir` names, all or none, overwriting nothing, and tells which. With `--dry-run`
 * it prints them instead, and answers with nothing.
 */
export async function writeScaffold(
  { output }: CommandContext,
  scaffold: Scaffold,
  options: CommandOptions,
  about: Readonly<Record<string, string>>,
): Promise<{ readonly folder: string } | undefined> {
  const folder = textOption(options, 'dir') ?? '.';
  const files = [...scaffold].map(([path, text]) => ({ path: join(folder, path), text }));
  if (flagOption(options, 'dryRun')) {
    output.result({ ...about, files }, () =>
      files.map(({ path, text }) => `--- ${path}\n${text}`).join('\n'),
    );
    return undefined;
  }
  await writeAll(files);
  const paths = files.map(({ path }) => path);
  output.result({ ...about, files: paths }, () => paths.map((path) => `made ${path}`).join('\n'));
  return { folder };
}

async function writeAll(files: readonly { readonly path: string; readonly text: string }[]): Promise<void> {
  const there = files.find(({ path }) => existsSync(path));
  if (there) throw fileError(there.path, { code: 'EEXIST' });
  const written: string[] = [];
  for (const { path, text } of files) {
    try {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text, { flag: 'wx' });
      written.push(path);
    } catch (error) {
      for (const made of written) await rm(made, { force: true });
      throw fileError(path, error);
    }
  }
}
