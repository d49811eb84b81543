// What the second verifier needs of RFC 6962 trees, C2SP tiles and ustar archives: node:crypto, and nothing of the product.
import { createHash } from 'node:crypto';

/** Root of the tree over leaf hashes of 32 bytes, one after the other (RFC 6962, 2.1). */
export function treeRoot(leaves) {
  const count = leaves.length / 32;
  if (count === 1) return leaves;
  let split = 1;
  while (split * 2 < count) split *= 2;
  const [left, right] = [leaves.subarray(0, split * 32), leaves.subarray(split * 32)];
  return createHash('sha256').update(Buffer.of(1)).update(treeRoot(left)).update(treeRoot(right)).digest();
}

/** Paths of the tiles of one level of a tree of `size` entries (C2SP tlog-tiles). */
export function tilesOf(size, level) {
  const count = Math.floor(size / 256 ** level);
  const paths = [];
  for (let index = 0; index * 256 < count; index++) {
    const digits = String(index);
    const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g);
    const name = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/');
    const width = Math.min(256, count - index * 256);
    paths.push(`tile/${level}/${name}${width === 256 ? '' : `.p/${width}`}`);
  }
  return paths;
}

/** The files of a plain ustar archive: regular ones only, each name once, ended by two empty blocks. */
export function readTar(bytes) {
  const files = new Map();
  let at = 0;
  const fail = (why) => {
    throw new Error(`tar: ${why}`);
  };
  for (; at + 512 <= bytes.length && bytes[at] !== 0;) {
    const header = bytes.subarray(at, at + 512);
    const field = (from, to) => header.subarray(from, to).toString('latin1').replace(/\0.*$/s, '');
    const sum = header.reduce((total, byte, place) => total + (place >= 148 && place < 156 ? 32 : byte), 0);
    if (parseInt(field(148, 156), 8) !== sum) fail('checksum');
    if (field(257, 263) !== 'ustar' || field(156, 157) !== '0') fail('an entry that is no file');
    const prefix = field(345, 500);
    const path = prefix === '' ? field(0, 100) : `${prefix}/${field(0, 100)}`;
    const size = parseInt(field(124, 136), 8);
    const end = at + 512 + size;
    if (files.has(path) || !Number.isSafeInteger(size) || end > bytes.length) fail(path);
    files.set(path, bytes.subarray(at + 512, end));
    at = Math.ceil(end / 512) * 512;
    if (bytes.subarray(end, at).some((byte) => byte !== 0)) fail('padding');
  }
  if (bytes.length - at < 1024 || bytes.subarray(at).some((byte) => byte !== 0)) fail('its end');
  return files;
}
