import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { equalBytes } from '@iceos/core/canonical';
import { digestOf } from '@iceos/core/digest';
import { verifySignature } from '@iceos/core/signature';
import {
  openTrust,
  refuseExpired,
  requireListedRoot,
  type TrustDocuments,
  type TrustSnapshot,
} from '@iceos/core/trust';
import { TrustFolder } from '@iceos/runtime/trust-folder';
import type { CommandContext } from '../context.js';
import { isAway } from '../errors.js';
import { changedRoot, keep, KnownRoots, refuseChanged, refuseOlderKeys } from '../roots/known-roots.js';
import { openRegistry } from './registry.js';

/** The address that a root is met at. */
function addressOf({ settings }: CommandContext): string {
  return settings.registryUrl ?? settings.apiUrl;
}

/** A root that this machine trusts. */
export interface TrustedRoot {
  readonly trust: TrustSnapshot;
  /** What this machine keeps of it. */
  readonly folder: string;
  /** The keys as they are given now; not there where nobody can be asked, as with a file. */
  readonly renew?: () => Promise<TrustSnapshot>;
}

/**
 * What is trusted: the trust folder of this machine; where there is none, the root of the server as it was met the first
 * time, with the keys that it gives now. Where no server answers, `wanted`, the id of
 * a root that is known here, is enough, so that what a lock was made with can be used. A root that the machine's policy does not name is refused.
 */
export async function trustedRoot(context: CommandContext, wanted?: string): Promise<TrustedRoot> {
  const found = await findRoot(context, wanted);
  refuseExpired(found.trust, Date.now());
  return { ...found, renew: async () => (await trustedRoot(context, found.trust.rootId)).trust };
}

async function findRoot(context: CommandContext, wanted: string | undefined): Promise<TrustedRoot> {
  const { dataDir } = context.settings;
  const roots = new KnownRoots(dataDir);
  const behind = await roots.behind(addressOf(context));
  if (behind !== undefined) return allowed(context, await refreshed(context, behind));
  const own = await ownRoot(dataDir);
  if (own && (wanted === undefined || own.trust.rootId === wanted)) return allowed(context, own);
  if (wanted === undefined || !roots.knows(wanted)) return own ? allowed(context, own) : pinRoot(context);
  try {
    return await pinRoot(context);
  } catch (error) {
    if (!isAway(error)) throw error;
    // A root that a file brought, or that was met elsewhere: it is enough where no server is.
    const folder = roots.folderOf(wanted);
    return allowed(context, { trust: await new TrustFolder(folder).read(), folder });
  }
}

/** The root of the server of this machine, or the one that its operator brought; undefined where there is none. */
export async function ownRoot(dataDir: string): Promise<TrustedRoot | undefined> {
  const folder = ownFolder(dataDir);
  return folder === undefined ? undefined : { trust: await new TrustFolder(folder).read(), folder };
}

/** The trust folder of this machine, which its own server writes or its operator brought. */
function ownFolder(dataDir: string): string | undefined {
  const folder = join(dataDir, 'trust');
  return existsSync(join(folder, 'root')) ? folder : undefined;
}

/** Trusts the root that stands behind the server from now on, unless another stood there or the policy forbids it. */
export async function pinRoot(context: CommandContext): Promise<TrustedRoot> {
  const { dataDir } = context.settings;
  const address = addressOf(context);
  const own = await ownRoot(dataDir);
  const documents = await (await openRegistry(context)).trust();
  const trust = openTrust(documents, verifySignature);
  requireListed(context, trust.rootId, firstOf(documents));
  if (own && equalBytes(await firstIn(own.folder), firstOf(documents))) {
    refuseOlderKeys(address, own.trust.sequence, trust.sequence);
    return { trust, folder: own.folder };
  }
  const roots = new KnownRoots(dataDir);
  const earlier = await roots.behind(address);
  const folder = roots.folderOf(trust.rootId);
  if (earlier === folder) return refreshed(context, folder);
  if (earlier !== undefined) {
    const { rootId } = await new TrustFolder(earlier).read();
    throw changedRoot(address, rootId, trust.rootId, join(dataDir, 'roots'));
  }
  await roots.pin(address, trust.rootId, documents);
  context.output.warn(
    `${address} is met for the first time. Its root ${trust.rootId}@${digestOf(firstOf(documents))} is trusted from now on.`,
  );
  return { trust, folder };
}

/** The root that is known, with the keys that the server gives now; those at hand stay in force when it gives none. */
async function refreshed(context: CommandContext, folder: string): Promise<TrustedRoot> {
  const stored = await new TrustFolder(folder).read();
  let documents: TrustDocuments;
  try {
    documents = await (await openRegistry(context)).trust();
  } catch (error) {
    if (!isAway(error)) throw error;
    context.output.detail(`${addressOf(context)} does not answer; the keys at hand stay in force`);
    return { trust: stored, folder };
  }
  const address = addressOf(context);
  await refuseChanged(folder, documents, address);
  const trust = openTrust(documents, verifySignature);
  refuseOlderKeys(address, stored.sequence, trust.sequence);
  if (trust.sequence > stored.sequence || trust.rootVersion > stored.rootVersion)
    await keep(folder, documents);
  return { trust, folder };
}

async function allowed(context: CommandContext, { trust, folder }: TrustedRoot): Promise<TrustedRoot> {
  requireListed(context, trust.rootId, await firstIn(folder));
  return { trust, folder };
}

function requireListed({ settings }: CommandContext, id: string, root: Uint8Array): void {
  requireListedRoot(settings.trustRoots, id, digestOf(root));
}

/** The first version of a root: what it is known by, whatever follows. */
function firstOf({ roots }: Pick<TrustDocuments, 'roots'>): Uint8Array {
  return roots[0] ?? new Uint8Array();
}

async function firstIn(folder: string): Promise<Uint8Array> {
  return firstOf({ roots: await new TrustFolder(folder).roots() });
}
