import { equalBytes } from '@iceos/core/canonical';
import { verifySignature } from '@iceos/core/signature';
import { openTrust, type TrustSnapshot } from '@iceos/core/trust';
import { TrustFolder } from '@iceos/runtime/trust-folder';
import type { CommandContext } from '../context.js';
import { staticRegistry } from '../packages/static-registry.js';
import { trustedRoot } from '../packages/trust.js';
import { refuseChanged, refuseOlderKeys } from '../roots/known-roots.js';

/**
 * What is trusted of the registry whose files lie under `base`: its root as this machine knows it, or meets it now, with the
 * list of keys that it gives now, neither older than before. Kept in `folder`, whose root it must be or continue.
 */
export async function trustOfSource(
  context: CommandContext,
  base: string,
  folder: string,
): Promise<TrustSnapshot> {
  const trusted = await trustedRoot({ ...context, settings: { ...context.settings, registryUrl: base } });
  const documents = await staticRegistry(base).trust();
  await refuseChanged(trusted.folder, documents, base);
  const trust = openTrust(documents, verifySignature);
  refuseOlderKeys(base, trusted.trust.sequence, trust.sequence);
  const kept = new TrustFolder(folder);
  const known = await kept.roots();
  const same = known.length === documents.roots.length && known.length > 0;
  if (!same || !equalBytes((await kept.documents()).keys, documents.keys)) await kept.update(documents);
  return trust;
}
