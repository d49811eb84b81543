import type { Digest } from '@iceos/core/digest';
import { parseDigest } from '@iceos/core/digest';
import { CommandError } from '../errors.js';

/** The roots that the operator of this machine allows: by id, and by the digest of their `root.json` where one is given. */
export type RootList = ReadonlyMap<string, Digest | undefined>;

const ENTRY = /^([^\s,@]{1,100})(?:@([0-9a-f]{64}))?$/;

/** Reads `ICE_TRUST_ROOTS`: ids, each with `@` and a digest or without. Undefined where it is not set. */
export function readRootList(value: string | undefined): RootList | undefined {
  const entries = (value ?? '').split(',').map((text) => text.trim());
  const named = entries.filter((text) => text !== '');
  if (named.length === 0) return undefined;
  return new Map(
    named.map((text): [string, Digest | undefined] => {
      const [, id, digest] = ENTRY.exec(text) ?? [];
      if (id !== undefined) return [id, parseDigest(digest)];
      throw new CommandError(
        'setting-invalid',
        'usage',
        `ICE_TRUST_ROOTS: ${JSON.stringify(text.slice(0, 200))} names no root.`,
        { hint: 'Write the id of a root, or the id, @ and the SHA-256 of its root.json.' },
      );
    }),
  );
}
