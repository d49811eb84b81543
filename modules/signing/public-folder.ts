import { chmod, copyFile, link, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { syncFolder, TEMPORARY, writeDurably } from '@iceos/runtime/durable-file';
import { AppConfig } from '../../src/config/app-config.js';
import { Failpoints } from '../../src/config/failpoints.js';

/**
 * `<data dir>/public`: what everybody may read, as files that any file server can serve under the addresses that this
 * server gives them (`/static/v0/`). Nothing of a private package is ever in it (docs/spec/trust.md 4.8).
 */
@Injectable()
export class PublicFolder {
  private readonly folder: string;
  private readonly touched = new Set<string>();

  constructor(
    { dataDir }: AppConfig,
    private readonly failpoints: Failpoints,
  ) {
    this.folder = join(dataDir, 'public');
  }

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
    await writeDurably(this.at(path), bytes, { pass: this.failpoints.pass });
  }

  /** Writes a file that never changes under its name, where it is not there yet. */
  async keep(path: string, bytes: Uint8Array): Promise<void> {
    if (!(await this.has(path))) await this.write(path, bytes);
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
