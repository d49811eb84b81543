import { join } from 'node:path';
import type { PackedPackage } from '@iceos/sdk/build';
import type { CommandContext } from '../context.js';
import { Progress } from '../ui/progress.js';

/** Builds and packs the kit or bundle in `folder`, telling how it goes. What did not change comes out of a cache. */
export async function buildFolder(
  { output, settings }: CommandContext,
  folder: string,
): Promise<PackedPackage> {
  const { buildPackage, packPackage } = await import('@iceos/sdk/build');
  const cacheDir = join(settings.dataDir, 'cache', 'builds');
  return new Progress(output).step(
    `building ${folder}`,
    async () => packPackage(await buildPackage(folder, { cacheDir })),
    ({ archive, manifest }) =>
      `built ${manifest.namespace}/${manifest.name}@${manifest.version}: ` +
      `${manifest.components.map(({ name }) => name).join(', ')} (${sizeText(archive.length)})`,
  );
}

export function sizeText(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KiB` : `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
