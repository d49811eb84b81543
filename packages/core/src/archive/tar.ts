import { archivePathFault } from '../paths.js';
import { Refusal } from '../refusal.js';

const BLOCK = 512;
const NAME = 100;
const PREFIX = 155;
/** Two empty blocks, and what archivers add to fill a record of twenty. */
const MAX_END = 22 * BLOCK;
const MAGIC = 'ustar\x0000';

interface Field {
  readonly at: number;
  readonly length: number;
}

const FIELDS = {
  name: { at: 0, length: NAME },
  mode: { at: 100, length: 8 },
  owner: { at: 108, length: 8 },
  group: { at: 116, length: 8 },
  size: { at: 124, length: 12 },
  time: { at: 136, length: 12 },
  checksum: { at: 148, length: 8 },
  type: { at: 156, length: 1 },
  link: { at: 157, length: 100 },
  magic: { at: 257, length: 8 },
  prefix: { at: 345, length: PREFIX },
} as const satisfies Record<string, Field>;

export interface TarFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Plain POSIX ustar of `files`, sorted by path, with fixed times, owners and modes. */
export function writeTar(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (const path of [...files.keys()].sort()) {
    const bytes = files.get(path) as Uint8Array;
    refuseFault(path);
    blocks.push(header(path, bytes.length), bytes, new Uint8Array(padding(bytes.length)));
  }
  blocks.push(new Uint8Array(2 * BLOCK));
  return Buffer.concat(blocks);
}

function header(path: string, size: number): Uint8Array {
  const block = Buffer.alloc(BLOCK);
  const [prefix, name] = splitPath(path);
  const put = (field: Field, text: string) => block.write(text, field.at, field.length, 'latin1');
  put(FIELDS.name, name);
  put(FIELDS.mode, '0000644\0');
  put(FIELDS.owner, '0000000\0');
  put(FIELDS.group, '0000000\0');
  put(FIELDS.size, `${size.toString(8).padStart(11, '0')}\0`);
  put(FIELDS.time, '00000000000\0');
  put(FIELDS.type, '0');
  put(FIELDS.magic, MAGIC);
  put(FIELDS.prefix, prefix);
  put(FIELDS.checksum, `${checksum(block).toString(8).padStart(6, '0')}\0 `);
  return block;
}

/** ustar keeps a long path in two fields, cut at a slash. */
function splitPath(path: string): [prefix: string, name: string] {
  if (path.length <= NAME) return ['', path];
  const cut = path.indexOf('/', path.length - NAME - 1);
  if (cut < 1 || cut > PREFIX)
    throw new Refusal('archive-path-forbidden', `${path} is too long for an archive.`, { subject: path });
  return [path.slice(0, cut), path.slice(cut + 1)];
}

/**
 * The files of a plain ustar archive in their order. Refuses whatever two readers could read in two ways: other entry
 * types, extended headers, numbers that are not octal digits, names that are not plain, duplicates, bytes in padding.
 */
export function readTar(tar: Uint8Array, maxFiles: number): TarFile[] {
  const files: TarFile[] = [];
  const names = new Names();
  let at = 0;
  while (at + BLOCK <= tar.length) {
    const block = tar.subarray(at, at + BLOCK);
    if (isZero(block)) return finish(tar, at, files);
    if (files.length === maxFiles)
      throw new Refusal('archive-too-large', 'The archive has too many files.', {
        subject: 'archive',
        expected: `at most ${maxFiles} files`,
      });
    const { path, size } = readHeader(block);
    names.add(path);
    const start = at + BLOCK;
    const end = start + size;
    at = end + padding(size);
    if (at > tar.length) throw malformed(`${path} is cut short.`);
    if (!isZero(tar.subarray(end, at))) throw malformed(`The padding after ${path} is not empty.`);
    files.push({ path, bytes: tar.subarray(start, end) });
  }
  throw malformed('The archive has no end.');
}

function finish(tar: Uint8Array, at: number, files: TarFile[]): TarFile[] {
  const rest = tar.length - at;
  if (rest < 2 * BLOCK || rest > MAX_END || !isZero(tar.subarray(at)))
    throw malformed('Something follows the end of the archive.');
  return files;
}

function readHeader(block: Uint8Array): { path: string; size: number } {
  if (octal(block, FIELDS.checksum) !== checksum(block))
    throw malformed('The checksum of a header is wrong.');
  if (text(block, FIELDS.magic, false) !== MAGIC) throw malformed('An entry is not POSIX ustar.');
  const prefix = text(block, FIELDS.prefix);
  const path = prefix ? `${prefix}/${text(block, FIELDS.name)}` : text(block, FIELDS.name);
  const type = block[FIELDS.type.at];
  if (type !== 0x30 && type !== 0) {
    throw new Refusal(
      'archive-entry-forbidden',
      `${path.slice(0, 200)} is not a regular file (type ${type}).`,
      { subject: path.slice(0, 200) },
    );
  }
  if (text(block, FIELDS.link) !== '') throw malformed(`${path.slice(0, 200)} is a file with a link target.`);
  refuseFault(path);
  return { path, size: octal(block, FIELDS.size) };
}

/** Names seen so far; the same name in another case, or a file where another entry needs a folder, is a duplicate. */
class Names {
  private readonly files = new Set<string>();
  private readonly folders = new Set<string>();

  add(path: string): void {
    const folded = path.toLowerCase();
    const parents = folded
      .split('/')
      .slice(0, -1)
      .map((_, depth, segments) => segments.slice(0, depth + 1).join('/'));
    if (
      this.files.has(folded) ||
      this.folders.has(folded) ||
      parents.some((folder) => this.files.has(folder))
    ) {
      throw new Refusal(
        'archive-duplicate-entry',
        `${path} stands twice, differs from another name by case only, or is a file and a folder.`,
        { subject: path },
      );
    }
    this.files.add(folded);
    for (const folder of parents) this.folders.add(folder);
  }
}

function refuseFault(path: string): void {
  const fault = archivePathFault(path);
  if (fault)
    throw new Refusal('archive-path-forbidden', `${JSON.stringify(path.slice(0, 250))}: ${fault}.`, {
      subject: path.slice(0, 250),
    });
}

function text(block: Uint8Array, { at, length }: Field, terminated = true): string {
  const raw = Buffer.from(block.buffer, block.byteOffset + at, length).toString('latin1');
  if (!terminated) return raw;
  const end = raw.indexOf('\0');
  if (end === -1) return raw;
  if (/[^\0]/.test(raw.slice(end))) throw malformed('A header field has bytes after its end.');
  return raw.slice(0, end);
}

function octal(block: Uint8Array, field: Field): number {
  const digits = /^([0-7]{1,11})[\0 ]{1,2}$/.exec(text(block, field, false))?.[1];
  if (digits === undefined) throw malformed('A number in a header is not octal.');
  return Number.parseInt(digits, 8);
}

/** Sum of the header's bytes, the checksum field taken as spaces. */
function checksum(block: Uint8Array): number {
  const { at, length } = FIELDS.checksum;
  let sum = 0;
  for (let index = 0; index < BLOCK; index++)
    sum += index >= at && index < at + length ? 0x20 : (block[index] as number);
  return sum;
}

function padding(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

function malformed(message: string): Refusal {
  return new Refusal('archive-malformed', message, { subject: 'archive' });
}
