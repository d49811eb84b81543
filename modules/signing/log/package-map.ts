import { canonicalBytes } from '@iceos/core/canonical';
import { digestOf, type Digest } from '@iceos/core/digest';

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

  /** The pages from the root to where `name` is, or would be: the proof of its presence or absence. */
  async path(name: string): Promise<Uint8Array[]> {
    const digits = pathOf(name);
    const pages: Uint8Array[] = [];
    for (let [digest, depth]: [Digest | undefined, number] = [this.current, 0]; digest; depth++) {
      const bytes: Uint8Array = await this.bytes(digest);
      pages.push(bytes);
      const page: Page = pageOf(bytes);
      digest = 'branch' in page ? page.branch[digits[depth] as string] : undefined;
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
