import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ARCHIVE_LIMITS } from '@iceos/core/archive';
import { archivePathFault } from '@iceos/core/paths';
import { BuildError } from './errors.js';

/** Files of a package by their path in it. */
export type PackageFiles = Map<string, Uint8Array>;

/**
 * Paths of the files under `folder` of `root`, relative to `root` with forward slashes, sorted. Hidden entries and
 * node_modules are passed over; links, devices and names that an archive cannot hold are refused (docs/spec/trust.md 1.5).
 * No folder, no files.
 */
export async function listFiles(root: string, folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await entriesOf(join(root, folder))) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) found.push(...(await listFiles(root, path)));
    else {
      refuseFault(path);
      if (!entry.isFile()) throw new BuildError('package-file-forbidden', `${path} is not a plain file.`);
      found.push(path);
    }
    if (found.length > ARCHIVE_LIMITS.files) {
      throw new BuildError('package-too-large', `${folder} has more than ${ARCHIVE_LIMITS.files} files.`);
    }
  }
  return found.sort();
}

async function entriesOf(folder: string) {
  const stats = await statIfAny(folder);
  if (!stats) return [];
  if (!stats.isDirectory())
    throw new BuildError('package-file-forbidden', `${folder} is not a plain folder.`);
  return readdir(folder, { withFileTypes: true });
}

/** The bytes of the plain file at `path` of `root`. */
export async function readPlain(root: string, path: string): Promise<Uint8Array> {
  const bytes = await readIfPlain(root, path);
  if (bytes) return bytes;
  throw new BuildError('package-file-missing', `There is no ${path} in ${root}.`);
}

/** As `readPlain`, or undefined when there is no such file. Every folder on the way must be one, not a link to one. */
export async function readIfPlain(root: string, path: string): Promise<Uint8Array | undefined> {
  refuseFault(path);
  let at = root;
  const segments = path.split('/');
  for (const [index, segment] of segments.entries()) {
    at = join(at, segment);
    const stats = await statIfAny(at);
    if (!stats) return undefined;
    const last = index === segments.length - 1;
    if (!(last ? stats.isFile() : stats.isDirectory())) {
      throw new BuildError(
        'package-file-forbidden',
        `${segments.slice(0, index + 1).join('/')} is not a plain ${last ? 'file' : 'folder'}.`,
      );
    }
    if (last && stats.size > ARCHIVE_LIMITS.unpackedBytes) {
      throw new BuildError('package-too-large', `${path} has ${stats.size} bytes.`);
    }
  }
  return new Uint8Array(await readFile(at));
}

async function statIfAny(path: string) {
  try {
    return await lstat(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

function refuseFault(path: string): void {
  const fault = archivePathFault(path);
  if (fault) throw new BuildError('package-file-forbidden', `${JSON.stringify(path)}: ${fault}.`);
}

/** Refuses what an archive could not carry. */
export function refuseTooLarge(files: PackageFiles): void {
  let total = 0;
  for (const bytes of files.values()) total += bytes.length;
  if (files.size > ARCHIVE_LIMITS.files || total > ARCHIVE_LIMITS.unpackedBytes) {
    throw new BuildError('package-too-large', `The package has ${files.size} files and ${total} bytes.`);
  }
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  wasm: 'application/wasm',
  json: 'application/json',
  md: 'text/markdown',
  csv: 'text/csv',
  txt: 'text/plain',
  yaml: 'application/yaml',
  yml: 'application/yaml',
  html: 'text/html',
  xml: 'application/xml',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  pdf: 'application/pdf',
};

/** Media type of a file by the end of its name. */
export function mediaTypeOf(path: string): string {
  if (path === 'LICENSE' || path === 'NOTICE') return 'text/plain';
  const extension = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  return MEDIA_TYPES[extension] ?? 'application/octet-stream';
}
