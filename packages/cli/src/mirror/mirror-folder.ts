import { FileTree } from '@iceos/runtime/file-tree';

/** The folder of a mirror, which counts what is put into it. */
export class MirrorFolder extends FileTree {
  /** Files that were written, their bytes, and files that were taken away. */
  readonly counts = { files: 0, bytes: 0, removed: 0 };

  constructor(readonly path: string) {
    super(path);
  }

  override async write(path: string, bytes: Uint8Array): Promise<void> {
    await super.write(path, bytes);
    this.counts.files += 1;
    this.counts.bytes += bytes.length;
  }

  /** Writes what the mirror remembers for itself, which is not counted. */
  async note(path: string, bytes: Uint8Array): Promise<void> {
    await super.write(path, bytes);
  }

  /** Takes a file away, if it is there. */
  async drop(path: string): Promise<void> {
    if (!(await this.has(path))) return;
    await this.remove(path);
    this.counts.removed += 1;
  }
}
