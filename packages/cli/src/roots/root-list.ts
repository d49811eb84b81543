import { parseRootList, type RootList } from '@iceos/core/trust';
import { CommandError } from '../errors.js';

/** Reads `ICE_TRUST_ROOTS`. Undefined where it is not set. */
export function readRootList(value: string | undefined): RootList | undefined {
  const read = parseRootList(value ?? '');
  if (read.ok) return read.roots;
  throw new CommandError(
    'setting-invalid',
    'usage',
    `ICE_TRUST_ROOTS: ${JSON.stringify(read.fault.slice(0, 200))} names no root.`,
    { hint: 'Write the id of a root, or the id, @ and the SHA-256 of its root.json.' },
  );
}
