import { parseDigest, type Digest } from '@iceos/core/digest';
import { parseCanonical } from '@iceos/core/canonical';
import { Refusal } from '@iceos/core/refusal';
import { requireDigest } from '../log/record-copy.js';
import type { Source } from '../log/source.js';
import type { MirrorFolder } from './mirror-folder.js';

const MAX_PAGE_BYTES = 64 * 1024;
const MAX_DEPTH = 64;
/** Names the map whose pages are all that there are; not there while that is not known. */
const ONLY_MAP = '.mirror/map';

/** Digests of the pages that a page names, by the digit of the path that leads to each; none for a leaf. */
type Below = Readonly<Record<string, Digest>>;

/**
 * The pages of the map in a mirror (docs/spec/trust.md 4.4). Those of a newer map are put beside the ones that are there,
 * which the checkpoint names that still stands in the mirror, and those that only older maps have go when it has its
 * successor. A run that is cut off in between leaves pages too many, never too few.
 */
export class MapPages {
  private root: Digest | undefined;
  /** The map whose pages were all that there were before. */
  private before: Digest | undefined;

  constructor(
    private readonly source: Source,
    private readonly copy: MirrorFolder,
  ) {}

  /** Copies the pages of the map with the root page `root` that are not there yet. */
  async copyMap(root: Digest): Promise<void> {
    const { copy } = this;
    this.root = root;
    this.before = parseDigest(new TextDecoder().decode(await copy.read(ONLY_MAP)));
    if (this.before !== root) {
      await copy.remove(ONLY_MAP);
      await copy.settle();
    }
    await this.copyBelow(root, 0);
  }

  /**
   * Takes away the pages that the copied map does not reach, after the checkpoint that names it is on disk. What is between
   * it and the map before is found by going down both at once; where that one is not known, every page is looked at.
   */
  async prune(): Promise<void> {
    const { before, copy, root } = this;
    if (!root || before === root) return;
    const [left, reached] = [new Set<string>(), new Set<string>()];
    await this.compare(before, root, left, reached);
    const candidates = before ? left : await copy.list('map');
    for (const path of candidates) if (!reached.has(path)) await copy.drop(path);
    await copy.settle();
    await copy.note(ONLY_MAP, new TextEncoder().encode(root));
    await copy.settle();
  }

  /**
   * A page is put into the copy after those that it names: one that is there has all that are public, and is not looked into
   * again. Leaves of private packages are not public.
   */
  private async copyBelow(digest: Digest, depth: number): Promise<void> {
    const path = pathOf(digest);
    if (await this.copy.has(path)) return;
    const bytes = await this.source.file(path, MAX_PAGE_BYTES);
    if (!bytes && depth > 0) return;
    if (!bytes)
      throw new Refusal('evidence-missing', `The registry has no ${path}.`, {
        subject: path,
        expected: path,
      });
    requireDigest(path, digest, bytes);
    const children = Object.values(below(path, bytes, depth));
    await Promise.all(children.map((child) => this.copyBelow(child, depth + 1)));
    await this.copy.keep(path, bytes);
  }

  /** Collects the pages at which two maps differ: those of the one that is left, and those of the one that is reached. */
  private async compare(
    from: Digest | undefined,
    to: Digest | undefined,
    left: Set<string>,
    reached: Set<string>,
    depth = 0,
  ): Promise<void> {
    if (from === to) return;
    if (from) left.add(pathOf(from));
    if (to) reached.add(pathOf(to));
    const [ours, theirs] = [await this.below(from, depth), await this.below(to, depth)];
    for (const digit of new Set([...Object.keys(ours), ...Object.keys(theirs)]))
      await this.compare(ours[digit], theirs[digit], left, reached, depth + 1);
  }

  /** What a page of the copy names; nothing where it is not there, as the leaf of a private package. */
  private async below(digest: Digest | undefined, depth: number): Promise<Below> {
    const bytes = digest && (await this.copy.read(pathOf(digest)));
    return bytes ? below(pathOf(digest), bytes, depth) : {};
  }
}

function pathOf(digest: Digest): string {
  return `map/${digest}`;
}

function below(path: string, bytes: Uint8Array, depth: number): Below {
  const parsed = parseCanonical(bytes, { maxBytes: MAX_PAGE_BYTES });
  const { branch } = (parsed.ok ? Object(parsed.value) : {}) as { branch?: unknown };
  const named = Object.entries(Object(branch) as object);
  const children = named.flatMap(([digit, value]) => {
    const digest = parseDigest(value);
    return digest ? [[digit, digest] as const] : [];
  });
  if (parsed.ok && children.length === named.length && depth <= MAX_DEPTH)
    return Object.fromEntries(children);
  throw new Refusal('evidence-invalid', `${path} is no page of a map.`, { subject: path });
}
