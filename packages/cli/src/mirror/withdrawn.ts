import type { Manifest } from '@iceos/core/manifest';
import { readPackageIndex } from './package-index.js';
import type { MirrorFolder } from './mirror-folder.js';
import { blobsOf, dropVersion } from './package-copy.js';

/** Takes away everything that is kept of a package that is not public any more; its index goes last. */
export async function dropPackage(copy: MirrorFolder, place: string): Promise<void> {
  const path = `packages/${place}.json`;
  const bytes = await copy.read(path);
  if (!bytes) return;
  const { versions } = readPackageIndex(place, bytes);
  for (const { manifest_digest } of versions) await dropVersion(copy, manifest_digest);
  const digests = new Set(versions.map(({ manifest_digest }) => manifest_digest as string));
  for (const record of await copy.list('records')) {
    const said = await parsed(copy, record);
    const isOfIt = `${String(said.namespace)}/${String(said.name)}` === place;
    const revokesIt = said.type === 'revocation' && digests.has(String(said.subject));
    if (isOfIt || revokesIt) await copy.drop(record);
  }
  for (const page of await copy.list('map')) {
    const { leaf } = await parsed(copy, page);
    if ((Object(leaf) as { package?: unknown }).package === place) await copy.drop(page);
  }
  await copy.drop(path);
}

/** Takes away the blobs that no manifest in the copy lists. */
export async function sweepBlobs(copy: MirrorFolder): Promise<void> {
  const listed = new Set<string>();
  for (const path of await copy.list('manifests')) {
    const manifest = (await parsed(copy, path)) as unknown as Manifest;
    for (const digest of blobsOf(manifest)) listed.add(`blobs/${digest}`);
  }
  for (const path of await copy.list('blobs')) if (!listed.has(path)) await copy.drop(path);
}

/** A document of the copy, which was verified when it was put there. */
async function parsed(copy: MirrorFolder, path: string): Promise<Readonly<Record<string, unknown>>> {
  const bytes = (await copy.read(path)) ?? new TextEncoder().encode('{}');
  return Object(JSON.parse(new TextDecoder().decode(bytes))) as Readonly<Record<string, unknown>>;
}
