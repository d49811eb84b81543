import { chmod, copyFile, link, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { syncFolder, TEMPORARY, writeDurably } from './durable-file.js';
import { PASS_ON, type PassFailpoint } from './failpoints.js';

/**
 * Files under a folder, by their paths below it, as any file server can serve them. A file is complete and on disk before it
 * has its name; names are on disk after `settle`.
 */
export class FileTree {
  private readonly touched = new Set<string>();

  constructor(
    private readonly folder: string,
    private readonly pass: PassFailpoint = PASS_ON,
  ) {}

  /** The bytes of a file, or undefined when there is none. */
  async read(path: string): Promise<Uint8Array | undefined> {
    try {
      return await readFile(this.at(path));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async has(path: string): Promise<boolean> {
    try {
      return (await stat(this.at(path))).isFile();
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }

  /** Writes or replaces a file. Its name is on disk after `settle`. */
  async write(path: string, bytes: Uint8Array): Promise<void> {
    await this.enter(path);
    await writeDurably(this.at(path), bytes, { pass: this.pass });
  }

  /** Writes a file that never changes under its name, where it is not there yet. */
  async keep(path: string, bytes: Uint8Array): Promise<void> {
    if (!(await this.has(path))) await this.write(path, bytes);
  }

  /** Paths of the files below `path`, whole ones, in order; none where there is no such folder. */
  async list(path: string): Promise<string[]> {
    const entries = await readdir(this.at(path), { recursive: true, withFileTypes: true }).catch(
      unlessMissing,
    );
    return (entries ?? [])
      .filter((entry) => entry.isFile() && !TEMPORARY.test(entry.name))
      .map((entry) => relative(this.folder, join(entry.parentPath, entry.name)))
      .toSorted();
  }

  /** Gives the file at `source`, which is on disk and never changes, a name here. */
  async adopt(path: string, source: string): Promise<void> {
    await this.enter(path);
    try {
      await link(source, this.at(path));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') return;
      if (code !== 'EXDEV') throw error;
      await copyFile(source, this.at(path));
    }
    await chmod(this.at(path), 0o644);
  }

  async remove(path: string): Promise<void> {
    await rm(this.at(path), { recursive: true, force: true });
    this.touched.add(dirname(this.at(path)));
  }

  /** Puts every name that was made or taken away since the last time on disk. */
  async settle(): Promise<void> {
    const folders = [...this.touched];
    this.touched.clear();
    await Promise.all(folders.map((folder) => syncFolder(folder).catch(unlessMissing)));
  }

  /** Removes files that were never completed, and answers how many. Only for the one process that writes here. */
  async sweep(): Promise<number> {
    const names = await readdir(this.folder, { recursive: true }).catch(unlessMissing);
    const unfinished = (names ?? []).filter((name) => TEMPORARY.test(name.slice(name.lastIndexOf('/') + 1)));
    for (const name of unfinished) await rm(this.at(name), { force: true });
    return unfinished.length;
  }

  private at(path: string): string {
    return join(this.folder, path);
  }

  /** Makes the folder of a file, and remembers every folder that has a new name in it. */
  private async enter(path: string): Promise<void> {
    const folder = dirname(this.at(path));
    const made = await mkdir(folder, { recursive: true });
    this.touched.add(folder);
    if (made === undefined) return;
    for (let above = folder; above !== dirname(made); above = dirname(above))
      this.touched.add(dirname(above));
  }
}

function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR';
}

function unlessMissing(error: unknown): undefined {
  if (isMissing(error)) return undefined;
  throw error;
}
