import { canonicalBytes } from './canonical.js';
import { digestOf, parseDigest, type Digest } from './digest.js';

/**
 * The verifiable map of the packages: a radix-16 trie over SHA-256("namespace/name") of content-addressed pages. A leaf
 * stands at the shallowest level where it is alone, so the form follows from the content (docs/spec/trust.md 4.4).
 */

/** What the map says about a package. */
export interface PackageLeaf {
  /** `namespace/name`. */
  readonly package: string;
  /** The newest usable version. */
  readonly latest: string | null;
  readonly status: string;
  /** Digest of the newest record of the package. */
  readonly record: Digest;
}

/** Digests of the pages below, by the next hexadecimal digit of the path. */
type Branch = Readonly<Record<string, Digest>>;
type Page = { readonly branch: Branch } | { readonly leaf: PackageLeaf };

export interface NewPage {
  readonly digest: Digest;
  readonly bytes: Uint8Array;
  /** The package whose leaf it is; undefined for branches. */
  readonly package: string | undefined;
}

export type ReadPage = (digest: Digest) => Promise<Uint8Array>;

/** A map that grows leaf by leaf; `pages` are the ones that it did not have before. */
export class PackageMap {
  readonly pages = new Map<Digest, NewPage>();

  constructor(
    private current: Digest | undefined,
    private readonly read: ReadPage,
  ) {}

  /** Digest of the root page. */
  get root(): Digest {
    return this.current ?? this.add({ branch: {} });
  }

  /** Adds a package, or replaces what is said about it. */
  async set(leaf: PackageLeaf): Promise<void> {
    this.current =
      this.current === undefined
        ? this.add({ leaf })
        : await this.setBelow(this.current, leaf, pathOf(leaf.package), 0);
  }

  /**
   * The pages from the root to where `name` is, or would be: the proof of its presence or absence. They may come from
   * anybody; a page of another form ends them, and `verifyMapAnswer` refuses it.
   */
  async path(name: string): Promise<Uint8Array[]> {
    const digits = pathOf(name);
    const pages: Uint8Array[] = [];
    for (let [digest, depth]: [Digest | undefined, number] = [this.current, 0]; digest; depth++) {
      const bytes: Uint8Array = await this.bytes(digest);
      pages.push(bytes);
      const page = readPage(pageOf(bytes), depth);
      digest = page && 'branch' in page ? page.branch[digits[depth] as string] : undefined;
    }
    return pages;
  }

  private async setBelow(digest: Digest, leaf: PackageLeaf, path: string, depth: number): Promise<Digest> {
    const page = pageOf(await this.bytes(digest));
    if ('leaf' in page) {
      if (page.leaf.package === leaf.package) return this.add({ leaf });
      return this.split([page.leaf, leaf], depth);
    }
    if (Object.keys(page.branch).length === 0) return this.add({ leaf });
    const digit = path[depth] as string;
    const child = page.branch[digit];
    const below = child ? await this.setBelow(child, leaf, path, depth + 1) : this.add({ leaf });
    return this.add({ branch: { ...page.branch, [digit]: below } });
  }

  /** Two leaves under as many branches as their paths have in common. */
  private split(leaves: readonly [PackageLeaf, PackageLeaf], depth: number): Digest {
    const [a, b] = leaves.map((leaf) => pathOf(leaf.package)[depth] as string) as [string, string];
    if (a === b) return this.add({ branch: { [a]: this.split(leaves, depth + 1) } });
    const [first, second] = leaves;
    return this.add({ branch: { [a]: this.add({ leaf: first }), [b]: this.add({ leaf: second }) } });
  }

  private add(page: Page): Digest {
    const bytes = canonicalBytes(page);
    const digest = digestOf(bytes);
    this.pages.set(digest, { digest, bytes, package: 'leaf' in page ? page.leaf.package : undefined });
    return digest;
  }

  private async bytes(digest: Digest): Promise<Uint8Array> {
    return this.pages.get(digest)?.bytes ?? this.read(digest);
  }
}

function pathOf(name: string): string {
  return digestOf(new TextEncoder().encode(name));
}

function pageOf(bytes: Uint8Array): Page {
  return JSON.parse(new TextDecoder().decode(bytes)) as Page;
}

/** What the map says about a package: its leaf, or that it has none. */
export type MapAnswer =
  | { readonly ok: true; readonly leaf: PackageLeaf | undefined }
  | { readonly ok: false; readonly detail: string };

const DIGIT = /^[0-9a-f]$/;
const LEAF_MEMBERS = ['latest', 'package', 'record', 'status'];

/**
 * Checks that `pages` are exactly the ones from the page `root` to where `name` is, or would be, and answers with what they
 * say. A page that no map would have is refused: the form is unique, so there is one answer (docs/spec/trust.md 4.4). Never
 * throws.
 */
export function verifyMapAnswer(root: string, name: string, pages: readonly unknown[]): MapAnswer {
  const path = pathOf(name);
  let expected: string | undefined = root;
  let mustBranch = false;
  for (const [depth, value] of pages.entries()) {
    if (expected === undefined) return { ok: false, detail: `page ${depth} is one too many` };
    const page = readPage(value, depth);
    if (!page) return { ok: false, detail: `page ${depth} is not of the form that a map has` };
    if (digestOf(canonicalBytes(page)) !== expected)
      return { ok: false, detail: `page ${depth} is not the one that the page above names` };
    if ('leaf' in page) {
      // Alone below its branch, a leaf would stand one level higher.
      if (mustBranch) return { ok: false, detail: `the leaf of page ${depth} stands too low` };
      if (!pathOf(page.leaf.package).startsWith(path.slice(0, depth)))
        return { ok: false, detail: `the leaf of page ${depth} stands at another place` };
      return depth === pages.length - 1
        ? { ok: true, leaf: page.leaf.package === name ? page.leaf : undefined }
        : { ok: false, detail: 'pages follow a leaf' };
    }
    expected = page.branch[path[depth] as string];
    mustBranch = Object.keys(page.branch).length === 1;
  }
  return expected === undefined && pages.length > 0
    ? { ok: true, leaf: undefined }
    : { ok: false, detail: 'a page is missing' };
}

function readPage(value: unknown, depth: number): Page | undefined {
  const { branch, leaf, ...rest } = (value ?? {}) as { branch?: unknown; leaf?: unknown };
  if (Object.keys(rest).length > 0 || (branch === undefined) === (leaf === undefined) || depth > 64)
    return undefined;
  if (leaf !== undefined) return isLeaf(leaf) ? { leaf } : undefined;
  if (typeof branch !== 'object' || branch === null || Array.isArray(branch)) return undefined;
  const entries = Object.entries(branch as Record<string, unknown>);
  const fits = entries.every(([digit, digest]) => DIGIT.test(digit) && parseDigest(digest) !== undefined);
  return fits && (entries.length > 0 || depth === 0) ? { branch: branch as Branch } : undefined;
}

function isLeaf(value: unknown): value is PackageLeaf {
  if (typeof value !== 'object' || value === null) return false;
  const leaf = value as Partial<Record<keyof PackageLeaf, unknown>>;
  return (
    Object.keys(leaf).toSorted().join() === LEAF_MEMBERS.join() &&
    typeof leaf.package === 'string' &&
    (leaf.latest === null || typeof leaf.latest === 'string') &&
    typeof leaf.status === 'string' &&
    parseDigest(leaf.record) !== undefined
  );
}
