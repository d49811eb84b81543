import type { Manifest } from '@iceos/core/manifest';
import { buildBundle, BUNDLE_FILE, bundleManifest } from './bundle.js';
import type { ComponentOptions } from './component.js';
import { BuildError } from './errors.js';
import { readIfPlain } from './files.js';
import { buildKit, KIT_FILE, kitManifest } from './kit.js';
import type { BuiltPackage } from './manifest.js';

/** Which kind of package the folder `dir` holds. */
async function kindOf(dir: string): Promise<'kit' | 'bundle'> {
  if (await readIfPlain(dir, KIT_FILE)) return 'kit';
  if (await readIfPlain(dir, BUNDLE_FILE)) return 'bundle';
  throw new BuildError('package-file-missing', `There is neither ${KIT_FILE} nor ${BUNDLE_FILE} in ${dir}.`);
}

/** Builds the kit or bundle in `dir`. Rejects with a `BuildError`. */
export async function buildPackage(
  dir: string,
  options: Omit<ComponentOptions, 'root'> = {},
): Promise<BuiltPackage> {
  return (await kindOf(dir)) === 'kit' ? buildKit(dir, options) : buildBundle(dir);
}

/**
 * The manifest of the kit or bundle in `dir` for authors: what the sources declare, without files, digests and signature.
 * This is the document to commit as `plugins.json`.
 */
export async function authoredManifest(dir: string): Promise<Manifest> {
  return (await kindOf(dir)) === 'kit' ? kitManifest(dir) : bundleManifest(dir);
}

/** `authoredManifest` as text: equal sources give equal bytes, wherever and whenever it runs. */
export async function exportManifest(dir: string): Promise<string> {
  return `${JSON.stringify(await authoredManifest(dir), null, 2)}\n`;
}
