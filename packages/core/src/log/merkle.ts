import { sha256Bytes } from '#sha256';
import { equalBytes } from '../canonical.js';

/** A SHA-256, as 32 raw bytes. */
export type Hash = Uint8Array;

export const HASH_BYTES = 32;
const LEAF = 0x00;
const NODE = 0x01;

/** Root of the tree without entries (RFC 6962, 2.1). */
export const EMPTY_ROOT: Hash = sha256Bytes(new Uint8Array(0));

/** SHA-256(0x00 ‖ entry) (RFC 6962, 2.1). */
export function leafHash(entry: Uint8Array): Hash {
  const input = new Uint8Array(1 + entry.length);
  input[0] = LEAF;
  input.set(entry, 1);
  return sha256Bytes(input);
}

/** SHA-256(0x01 ‖ left ‖ right) (RFC 6962, 2.1). */
export function nodeHash(left: Hash, right: Hash): Hash {
  const input = new Uint8Array(1 + 2 * HASH_BYTES);
  input[0] = NODE;
  input.set(left, 1);
  input.set(right, 1 + HASH_BYTES);
  return sha256Bytes(input);
}

/** Root of the tree whose leaves have these hashes, in order. */
export function treeRoot(leaves: readonly Hash[]): Hash {
  const stack: { hash: Hash; leaves: number }[] = [];
  for (const leaf of leaves) {
    let next = { hash: leaf, leaves: 1 };
    for (let top = stack.at(-1); top?.leaves === next.leaves; top = stack.at(-1)) {
      stack.pop();
      next = { hash: nodeHash(top.hash, next.hash), leaves: 2 * top.leaves };
    }
    stack.push(next);
  }
  return joinFromRight(stack.map(({ hash }) => hash));
}

/** Joins the hashes of perfect subtrees of falling size, from the right, as RFC 6962 joins the two halves of a tree. */
export function joinFromRight(hashes: readonly Hash[]): Hash {
  if (hashes.length === 0) return EMPTY_ROOT;
  return hashes.reduceRight((right, left) => nodeHash(left, right));
}

/** Entries `start` to `end`, without `end`: an aligned part of a tree. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Largest power of two below `count`, which is at least 2: where a tree is split (RFC 6962, 2.1). */
function splitOf(count: number): number {
  let split = 1;
  while (2 * split < count) split *= 2;
  return split;
}

/** The parts of a tree whose hashes prove that entry `index` is in it, from the leaf up (RFC 6962, 2.1.1). */
export function inclusionSpans(index: number, size: number): Span[] {
  const spans: Span[] = [];
  let tree: Span = { start: 0, end: size };
  while (tree.end - tree.start > 1) {
    const middle = tree.start + splitOf(tree.end - tree.start);
    const [left, right] = halves(tree, middle);
    spans.push(index < middle ? right : left);
    tree = index < middle ? left : right;
  }
  return spans.reverse();
}

/** The parts whose hashes prove that the tree of `old` entries is the beginning of this one (RFC 6962, 2.1.2). */
export function consistencySpans(old: number, size: number): Span[] {
  if (old === 0 || old === size) return [];
  const spans: Span[] = [];
  let tree: Span = { start: 0, end: size };
  while (tree.end !== old) {
    const middle = tree.start + splitOf(tree.end - tree.start);
    const [left, right] = halves(tree, middle);
    spans.push(old <= middle ? right : left);
    tree = old <= middle ? left : right;
  }
  // The verifier has the old root itself, unless the old tree is no single part of this one.
  if (tree.start > 0) spans.push(tree);
  return spans.reverse();
}

function halves({ start, end }: Span, middle: number): [Span, Span] {
  return [
    { start, end: middle },
    { start: middle, end },
  ];
}

/** Whether `proof` shows `leaf` at `index` of the tree of `size` entries with this root (RFC 9162, 2.1.3.2). Never throws. */
export function verifyInclusion(
  leaf: Hash,
  index: number,
  size: number,
  proof: readonly Hash[],
  root: Hash,
): boolean {
  if (!isCount(index) || !isCount(size) || index >= size || !areHashes([leaf, root, ...proof])) return false;
  let [first, last] = [index, size - 1];
  let hash = leaf;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (first % 2 === 1 || first === last) {
      hash = nodeHash(sibling, hash);
      for (; first % 2 === 0 && first > 0; first /= 2) last = half(last);
    } else hash = nodeHash(hash, sibling);
    [first, last] = [half(first), half(last)];
  }
  return last === 0 && equalBytes(hash, root);
}

/**
 * Whether `proof` shows that the tree of `size` entries begins with the tree of `old` entries (RFC 9162, 2.1.4.2). Between
 * a tree and itself, and from the empty tree, the proof is empty. Never throws.
 */
export function verifyConsistency(
  old: number,
  oldRoot: Hash,
  size: number,
  root: Hash,
  proof: readonly Hash[],
): boolean {
  if (!isCount(old) || !isCount(size) || old > size || !areHashes([oldRoot, root, ...proof])) return false;
  if (old === size) return proof.length === 0 && equalBytes(oldRoot, root);
  if (old === 0) return proof.length === 0 && equalBytes(oldRoot, EMPTY_ROOT);
  const [start, ...rest] = isPowerOfTwo(old) ? [oldRoot, ...proof] : proof;
  if (!start || proof.length === 0) return false;
  let [first, last] = [old - 1, size - 1];
  for (; first % 2 === 1; first = half(first)) last = half(last);
  let [oldHash, hash] = [start, start];
  for (const sibling of rest) {
    if (last === 0) return false;
    if (first % 2 === 1 || first === last) {
      [oldHash, hash] = [nodeHash(sibling, oldHash), nodeHash(sibling, hash)];
      for (; first % 2 === 0 && first > 0; first /= 2) last = half(last);
    } else hash = nodeHash(hash, sibling);
    [first, last] = [half(first), half(last)];
  }
  return last === 0 && equalBytes(oldHash, oldRoot) && equalBytes(hash, root);
}

/** Sizes reach beyond 2^31, where the bit operators of JavaScript end. */
function half(count: number): number {
  return Math.floor(count / 2);
}

function isPowerOfTwo(count: number): boolean {
  let power = 1;
  while (power < count) power *= 2;
  return power === count;
}

export function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function areHashes(values: readonly unknown[]): boolean {
  return values.every((value) => value instanceof Uint8Array && value.length === HASH_BYTES);
}
