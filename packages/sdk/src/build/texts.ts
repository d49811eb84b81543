import { readIfPlain, readPlain, type PackageFiles } from './files.js';

/** Adds the read-me and the licence text, and tells where the read-me is. A read-me that is named must exist. */
export async function addTexts(
  dir: string,
  named: string | undefined,
  files: PackageFiles,
): Promise<string | undefined> {
  const path = named ?? 'README.md';
  const readme = named ? await readPlain(dir, path) : await readIfPlain(dir, path);
  if (readme) files.set(path, readme);
  const license = await readIfPlain(dir, 'LICENSE');
  if (license) files.set('LICENSE', license);
  return readme ? path : undefined;
}
