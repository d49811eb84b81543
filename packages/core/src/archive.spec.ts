import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { ARCHIVE_LIMITS, matchArchive, readArchive, writeArchive } from './archive.js';
import { digestOf } from './digest.js';
import type { Manifest } from './manifest.js';
import { Refusal } from './refusal.js';

const text = (value: string) => new TextEncoder().encode(value);
const files = new Map([
  ['plugin/b.wasm', new Uint8Array([0, 97, 115, 109])],
  ['README.md', text('# read me\n')],
]);

/** One 512-byte ustar header with anything in its fields. */
function header(
  path: string,
  size: number,
  fields: { type?: string; magic?: string; sizeText?: string; link?: string } = {},
): Buffer {
  const block = Buffer.alloc(512);
  block.write(path, 0, 100, 'latin1');
  block.write('0000644\0', 100);
  block.write('0000000\0', 108);
  block.write('0000000\0', 116);
  block.write(fields.sizeText ?? `${size.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  block.write('00000000000\0', 136);
  block.write(fields.type ?? '0', 156);
  block.write(fields.link ?? '', 157, 'latin1');
  block.write(fields.magic ?? 'ustar\x0000', 257, 'latin1');
  block.fill(' ', 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

function entry(path: string, content = 'x', fields = {}): Buffer {
  return Buffer.concat([
    header(path, content.length, fields),
    Buffer.from(content.padEnd(Math.ceil(content.length / 512) * 512, '\0')),
  ]);
}

const END = Buffer.alloc(1024);
const packed = (...parts: Buffer[]) => new Uint8Array(gzipSync(Buffer.concat(parts)));

async function codeOf(archive: Uint8Array): Promise<string> {
  try {
    await readArchive(archive);
    return 'ok';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

const HOSTILE: [rule: string, archive: Uint8Array, code: string][] = [
  ['a plain archive', packed(entry('a.txt'), END), 'ok'],
  ['a file in a folder', packed(entry('a/b/c.txt'), END), 'ok'],
  ['empty blocks up to a record of twenty', packed(entry('a.txt'), Buffer.alloc(20 * 512)), 'ok'],
  ['..', packed(entry('../a'), END), 'archive-path-forbidden'],
  ['.. inside', packed(entry('a/../b'), END), 'archive-path-forbidden'],
  ['an absolute path', packed(entry('/etc/passwd'), END), 'archive-path-forbidden'],
  ['a drive letter', packed(entry('C:/a'), END), 'archive-path-forbidden'],
  ['a back slash', packed(entry('a\\b'), END), 'archive-path-forbidden'],
  ['a dot segment', packed(entry('./a'), END), 'archive-path-forbidden'],
  ['an empty segment', packed(entry('a//b'), END), 'archive-path-forbidden'],
  ['an empty name', packed(entry(''), END), 'archive-path-forbidden'],
  ['a hidden file', packed(entry('.npmrc'), END), 'archive-path-forbidden'],
  ['a final dot', packed(entry('a.'), END), 'archive-path-forbidden'],
  ['a device name', packed(entry('dir/CON.txt'), END), 'archive-path-forbidden'],
  ['a space', packed(entry('a b'), END), 'archive-path-forbidden'],
  ['a name that is not ASCII', packed(entry('\u00e9'), END), 'archive-path-forbidden'],
  ['a percent escape', packed(entry('%2e%2e/a'), END), 'archive-path-forbidden'],
  ['a symbolic link', packed(entry('a', '', { type: '2', link: '/etc' }), END), 'archive-entry-forbidden'],
  ['a hard link', packed(entry('a', '', { type: '1', link: 'b' }), END), 'archive-entry-forbidden'],
  ['a folder', packed(entry('a/', '', { type: '5' }), END), 'archive-entry-forbidden'],
  ['a device', packed(entry('a', '', { type: '3' }), END), 'archive-entry-forbidden'],
  ['a pipe', packed(entry('a', '', { type: '6' }), END), 'archive-entry-forbidden'],
  [
    'a pax header',
    packed(entry('a', '20 path=../../etc/x\n', { type: 'x' }), END),
    'archive-entry-forbidden',
  ],
  ['a GNU long name', packed(entry('a', 'b', { type: 'L' }), END), 'archive-entry-forbidden'],
  ['a sparse file', packed(entry('a', 'b', { type: 'S' }), END), 'archive-entry-forbidden'],
  ['GNU magic', packed(entry('a', 'b', { magic: 'ustar  \0' }), END), 'archive-malformed'],
  [
    'a regular file with a link target',
    packed(entry('a', 'b', { link: '/etc/passwd' }), END),
    'archive-malformed',
  ],
  ['a name twice', packed(entry('a'), entry('a'), END), 'archive-duplicate-entry'],
  ['names that differ by case', packed(entry('a/readme'), entry('A/README'), END), 'archive-duplicate-entry'],
  ['a file that is also a folder', packed(entry('a'), entry('a/b'), END), 'archive-duplicate-entry'],
  ['a folder that is also a file', packed(entry('a/b'), entry('a'), END), 'archive-duplicate-entry'],
  [
    'a size in base 256',
    packed(entry('a', 'b', { sizeText: '\x80\0\0\0\0\0\0\0\0\0\0\x01' }), END),
    'archive-malformed',
  ],
  [
    'a size that is not octal',
    packed(entry('a', 'b', { sizeText: '0000000000z\0' }), END),
    'archive-malformed',
  ],
  ['a negative size', packed(entry('a', 'b', { sizeText: '-0000000001\0' }), END), 'archive-malformed'],
  ['a size beyond the archive', packed(header('a', 10_000_000), END), 'archive-malformed'],
  ['bytes in the padding', packed(header('a', 1), Buffer.alloc(512, 'x'), END), 'archive-malformed'],
  ['no end', packed(entry('a')), 'archive-malformed'],
  ['one empty block at the end', packed(entry('a'), Buffer.alloc(512)), 'archive-malformed'],
  ['an entry after the end', packed(entry('a'), END, entry('b'), END), 'archive-malformed'],
  ['a megabyte of nothing after the end', packed(entry('a'), Buffer.alloc(1024 * 1024)), 'archive-malformed'],
  [
    'a wrong header checksum',
    packed(Buffer.concat([entry('a').fill('7', 100, 101)]), END),
    'archive-malformed',
  ],
  [
    'two gzip members',
    new Uint8Array(Buffer.concat([packed(entry('a'), END), packed(entry('b'), END)])),
    'archive-malformed',
  ],
  [
    'bytes after the gzip member',
    new Uint8Array(Buffer.concat([packed(entry('a'), END), Buffer.from('x')])),
    'archive-malformed',
  ],
  ['an archive that is not packed', new Uint8Array(Buffer.concat([entry('a'), END])), 'archive-malformed'],
  ['nothing', new Uint8Array(0), 'archive-malformed'],
  ['a bomb', new Uint8Array(gzipSync(Buffer.alloc(ARCHIVE_LIMITS.unpackedBytes + 1))), 'archive-too-large'],
  [
    '1,001 files',
    packed(...Array.from({ length: 1001 }, (_, index) => entry(`f${index}`)), END),
    'archive-too-large',
  ],
  ['more than 25 MiB packed', new Uint8Array(ARCHIVE_LIMITS.packedBytes + 1), 'archive-too-large'],
];

describe('archives (docs/spec/trust.md 1.5)', () => {
  it.each(HOSTILE)('%s', async (_rule, archive, code) => {
    expect(await codeOf(archive)).toBe(code);
  });

  it('writes equal bytes for equal files, whatever their order, and reads them back', async () => {
    const one = await writeArchive(files);
    const other = await writeArchive(new Map([...files].reverse()));
    expect(Buffer.from(one).equals(Buffer.from(other))).toBe(true);
    const { files: read, sha256, size } = await readArchive(one);
    expect(read.map(({ path, sha256: digest }) => [path, digest])).toEqual(
      [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, bytes]) => [path, digestOf(bytes)]),
    );
    expect([sha256, size]).toEqual([digestOf(one), one.length]);
  });

  it('keeps a path of 200 characters', async () => {
    const path = `${'segment/'.repeat(20)}${'n'.repeat(40)}`;
    const { files: read } = await readArchive(await writeArchive(new Map([[path, text('x')]])));
    expect(read[0]?.path).toBe(path);
  });

  it('refuses to write what it would refuse to read', async () => {
    await expect(writeArchive(new Map([['../a', text('x')]]))).rejects.toMatchObject({
      code: 'archive-path-forbidden',
    });
  });

  it('answers changed bytes with a refusal, or with the same files where the change carries no meaning', async () => {
    const honest = Buffer.from(await writeArchive(files));
    const digests = async (bytes: Uint8Array) =>
      (await readArchive(bytes)).files.map(({ path, sha256 }) => [path, sha256]);
    const expected = await digests(honest);
    await fc.assert(
      fc.asyncProperty(fc.nat(honest.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const changed = new Uint8Array(honest);
        changed[at] = (changed[at] as number) ^ flip;
        // Times in the gzip header and the last bits of a deflate stream are not read; the digest of the archive covers them.
        if ((await codeOf(changed)) === 'ok') expect(await digests(changed)).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('belongs to a manifest only with its digest and exactly its files', async () => {
    const bytes = await writeArchive(files);
    const archive = await readArchive(bytes);
    const listed = archive.files.map(({ path, sha256, bytes: content }) => ({
      path,
      sha256,
      size: content.length,
      media_type: 'text/plain',
    }));
    const manifest = (overrides: Partial<Manifest>): Manifest => ({
      schema_version: 'plugins.v0',
      components: [{ node_type: 'tool', name: 'b' }],
      artifact: { sha256: archive.sha256, size: archive.size },
      files: listed,
      ...overrides,
    });
    const verdict = (overrides: Partial<Manifest>) => {
      try {
        matchArchive(archive, manifest(overrides));
        return 'ok';
      } catch (error) {
        return (error as Refusal).code;
      }
    };
    const first = listed[0] as (typeof listed)[number];
    const others = listed.slice(1);
    expect(verdict({})).toBe('ok');
    expect(verdict({ artifact: { sha256: digestOf(text('other')), size: archive.size } })).toBe(
      'archive-digest-mismatch',
    );
    expect(verdict({ artifact: { sha256: archive.sha256, size: 1 } })).toBe('archive-digest-mismatch');
    expect(verdict({ files: others })).toBe('archive-file-undeclared');
    expect(verdict({ files: [...listed, { ...first, path: 'missing' }] })).toBe('archive-file-missing');
    expect(verdict({ files: [{ ...first, sha256: digestOf(text('other')) }, ...others] })).toBe(
      'archive-file-mismatch',
    );
    expect(verdict({ files: [{ ...first, size: 1 }, ...others] })).toBe('archive-file-mismatch');
  });
});
