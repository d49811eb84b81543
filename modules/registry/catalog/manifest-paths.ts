import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';

export interface ManifestSources {
  /** `<data dir>/plugins.json` is read when it is there. */
  readonly dataDir: string;
  /** Folder whose installed packages may name manifests of theirs. */
  readonly projectDir: string;
  /** ICEOS_EXTRA_PLUGINS. */
  readonly extra: readonly string[];
  /** ICEOS_PLUGIN_MANIFESTS. */
  readonly manifests: readonly string[];
}

/**
 * Where the manifests of a cluster are, in the order in which they are loaded: the operator's own file, those that
 * installed packages name under `iceos.plugins` in their package.json, the extra paths, the listed manifests.
 */
export async function manifestPaths(sources: ManifestSources): Promise<string[]> {
  const own = join(sources.dataDir, 'plugins.json');
  const listed = [...sources.extra, ...sources.manifests].map((path) => resolve(sources.projectDir, path));
  return [
    ...new Set([...(existsSync(own) ? [own] : []), ...(await entryPoints(sources.projectDir)), ...listed]),
  ];
}

/** Manifests that the dependencies of the project name. Their code is not touched, only their package.json is read. */
async function entryPoints(projectDir: string): Promise<string[]> {
  const project = await readPackage(join(projectDir, 'package.json'));
  const found: string[] = [];
  for (const name of Object.keys({ ...project?.dependencies, ...project?.optionalDependencies }).sort()) {
    const path = findPackage(projectDir, name);
    const plugins = path && (await readPackage(path))?.iceos?.plugins;
    if (!path || !plugins) continue;
    for (const manifest of Array.isArray(plugins) ? plugins : [plugins]) {
      if (typeof manifest === 'string' && !isAbsolute(manifest)) found.push(join(dirname(path), manifest));
    }
  }
  return found;
}

interface PackageJson {
  readonly dependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
  readonly iceos?: { readonly plugins?: unknown };
}

async function readPackage(path: string): Promise<PackageJson | undefined> {
  if (!existsSync(path)) return undefined;
  return JSON.parse(await readFile(path, 'utf8')) as PackageJson;
}

/** As Node looks it up: in `node_modules` of the folder and of those above it. */
function findPackage(from: string, name: string): string | undefined {
  const path = join(from, 'node_modules', name, 'package.json');
  if (existsSync(path)) return path;
  const parent = dirname(from);
  return parent === from ? undefined : findPackage(parent, name);
}
