import { existsSync } from 'node:fs';
import type { KeyQuorum, TrustRootDocument } from '@iceos/core/trust';
import type { CommandContext } from '../context.js';
import { CommandError, UsageError } from '../errors.js';
import { isComplete, standingOf, standingText, writeRootFile } from './root-file.js';

/** Writes a version that nobody has signed yet, and tells who is to sign it. Nothing is overwritten. */
export async function writeDraft(
  context: CommandContext,
  path: string,
  document: TrustRootDocument,
  previous: TrustRootDocument | undefined,
): Promise<void> {
  requireReachable(document);
  if (document.roles?.keys) requireReachable(document.roles.keys);
  if (existsSync(path)) {
    throw new CommandError('file-exists', 'conflict', `${path} exists already, and may be signed.`, {
      hint: 'Sign it with `ice trust root sign`, or name another file with --output.',
    });
  }
  await writeRootFile(path, document);
  tellRoot(context, path, document, previous);
}

function requireReachable({ threshold, keys }: KeyQuorum): void {
  if (keys.length >= threshold) return;
  throw new UsageError(
    `${threshold} keys must sign and there are ${keys.length}.`,
    'Add keys, or lower the threshold.',
  );
}

/** Tells how a version stands: what it says, and which signatures it has and lacks. */
export function tellRoot(
  { output }: CommandContext,
  path: string,
  document: TrustRootDocument,
  previous: TrustRootDocument | undefined,
): void {
  const standings = standingOf(document, previous);
  const complete = isComplete(standings);
  const { id, version, threshold, keys, expires, roles } = document;
  const told = { file: path, root: id, version, threshold, expires: expires ?? null, complete, standings };
  output.result(told, () =>
    [
      `${path}: version ${version} of ${id}, ${threshold} of ${keys.length} keys${expires === undefined ? '' : `, until ${expires}`}`,
      `the list of keys is signed by ${roles?.keys ? roles.keys.keys.map(({ name }) => name).join(', ') : 'the root keys'}`,
      standingText(standings),
    ].join('\n'),
  );
  if (complete) output.next(`ice trust root publish ${path}`, 'hands it to the server');
  else output.next(`ice trust root sign ${path} --key KEY`, 'adds the signature of a key');
}
