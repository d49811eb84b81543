import { basename, join } from 'node:path';
import { digestOf } from '@iceos/core/digest';
import { verifySignature } from '@iceos/core/signature';
import {
  openTrust,
  parseRootList,
  refuseExpired,
  requireListedRoot,
  type TrustDocuments,
} from '@iceos/core/trust';
import type { CommandContext } from '../context.js';
import { UsageError } from '../errors.js';
import { keep, KnownRoots, refuseChanged, refuseOlderKeys } from '../roots/known-roots.js';
import { TrustFolder } from '@iceos/runtime/trust-folder';
import { confirmByTyping } from '../ui/ask.js';
import { ownRoot, type TrustedRoot } from '../packages/trust.js';

/**
 * Trusts the root that a file brought: one that is known here, whose documents must continue what was known, or one that
 * the policy of this machine, an option or a person names (docs/spec/trust.md 3.2). Nobody trusts a root because a file says so.
 */
export async function acceptRoot(
  context: CommandContext,
  documents: TrustDocuments,
  named: string | undefined,
  file: string,
): Promise<TrustedRoot> {
  const trust = openTrust(documents, verifySignature);
  refuseExpired(trust, Date.now());
  const first = digestOf(documents.roots[0] ?? new Uint8Array());
  const { trustRoots, dataDir } = context.settings;
  requireListedRoot(trustRoots, trust.rootId, first);
  const roots = new KnownRoots(dataDir);
  const own = await ownRoot(dataDir);
  const folder = roots.folderOf(trust.rootId);
  if (roots.knows(trust.rootId) || own?.trust.rootId === trust.rootId) {
    // What was fetched here before must not be taken back, and neither must what the server of this machine says.
    const known = roots.knows(trust.rootId) ? folder : (own as TrustedRoot).folder;
    await refuseChanged(known, documents, file);
    refuseOlderKeys(file, (await new TrustFolder(known).read()).sequence, trust.sequence);
  } else if (!trustRoots?.has(trust.rootId)) {
    await requireNamed(context, `${trust.rootId}@${first}`, named);
  }
  await keep(folder, documents);
  return { trust, folder };
}

async function requireNamed(
  context: CommandContext,
  found: string,
  named: string | undefined,
): Promise<void> {
  const list = named === undefined ? undefined : parseRootList(named);
  if (list && !list.ok)
    throw new UsageError(
      `--trust ${named} names no root.`,
      'Write the id of a root, @ and the SHA-256 of its root/1.json.',
    );
  const [id = '', digest] = found.split('@');
  if (list?.roots) return requireListedRoot(list.roots, id, digest as ReturnType<typeof digestOf>);
  context.output.note(`The file brings the root ${found}, which this machine does not know.`);
  return confirmByTyping(
    context,
    'From now on packages of this root are trusted here.',
    id,
    `Compare it with what its operator told you in another way, and give --trust ${found}.`,
  );
}

/** Where the packages of a root are kept that were imported. */
export function importsFolder(dataDir: string, { folder }: TrustedRoot): string {
  return join(dataDir, 'imports', basename(folder));
}
