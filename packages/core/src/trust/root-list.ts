import { parseDigest, type Digest } from '../digest.js';
import { Refusal } from '../refusal.js';

/** The roots that an operator allows: by id, and by the digest of their first version where one is given. */
export type RootList = ReadonlyMap<string, Digest | undefined>;

const ENTRY = /^([^\s,@]{1,100})(?:@([0-9a-f]{64}))?$/;

/**
 * Reads the value of `ICE_TRUST_ROOTS`: ids by commas, each with `@` and a digest or without. No roots where nothing is
 * named; otherwise what is wrong.
 */
export function parseRootList(
  value: string,
):
  | { readonly ok: true; readonly roots: RootList | undefined }
  | { readonly ok: false; readonly fault: string } {
  const named = value
    .split(',')
    .map((text) => text.trim())
    .filter((text) => text !== '');
  const roots = new Map<string, Digest | undefined>();
  for (const text of named) {
    const [, id, digest] = ENTRY.exec(text) ?? [];
    if (id === undefined) return { ok: false, fault: text };
    roots.set(id, parseDigest(digest));
  }
  return { ok: true, roots: named.length === 0 ? undefined : roots };
}

/** Refuses a root that is not on the list, by the digest of its first version (docs/spec/trust.md 3.2). */
export function requireListedRoot(list: RootList | undefined, id: string, found: Digest): void {
  if (!list) return;
  const expected = list.get(id);
  if (list.has(id) && (expected === undefined || expected === found)) return;
  throw new Refusal('policy-refused', `The root ${id} is not one that ICE_TRUST_ROOTS names.`, {
    subject: id,
    expected: [...list].map(([name, digest]) => (digest ? `${name}@${digest}` : name)).join(', '),
    found: `${id}@${found}`,
  });
}
