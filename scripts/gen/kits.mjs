// kits/*/plugins.json and bundles/*/plugins.json are what `ice plugins export` prints for the sources beside them.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const ROOMS = [
  ['kits', 'kit.yaml'],
  ['bundles', 'bundle.yaml'],
];

/** Folders below `folder` that hold `marker`: kits/<kit> as well as kits/connectors/<vendor>/<system>. */
function* packagesIn(root, folder, marker) {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true }).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )) {
    if (!entry.isDirectory() || entry.name === 'node_modules') continue;
    const path = `${folder}/${entry.name}`;
    if (existsSync(join(root, path, marker))) yield path;
    else if (folder.split('/').length < 4) yield* packagesIn(root, path, marker);
  }
}

export default async function* (root) {
  const { exportManifest } = await import('@iceos/sdk/build');
  for (const [folder, marker] of ROOMS) {
    for (const path of packagesIn(root, folder, marker)) {
      yield [`${path}/plugins.json`, await exportManifest(join(root, path))];
    }
  }
}
