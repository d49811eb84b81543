import { basename, resolve } from 'node:path';
import { checkBundle, type Bundle } from '@iceos/core/authored';
import { canonicalBytes } from '@iceos/core/canonical';
import type { Manifest } from '@iceos/core/manifest';
import { dependenciesOf } from './dependencies.js';
import { narrow, readAuthored } from './documents.js';
import { BuildError } from './errors.js';
import { listFiles, readIfPlain, readPlain, refuseTooLarge, type PackageFiles } from './files.js';
import { checked, fileEntries, type BuiltPackage } from './manifest.js';
import { inParallel } from './parallel.js';
import { addTexts } from './texts.js';
import { buildWorkflow, type BuiltWorkflow } from './workflows.js';

/** Name of the file that makes a folder a bundle. */
export const BUNDLE_FILE = 'bundle.yaml';
/** The document of the package that says what it offers: the bundle, with every file listed. */
export const BUNDLE_DOCUMENT = 'bundle.json';

const FORM = 'ui/form_schema.json';
const AUTHORED = /\.(ya?ml|json)$/;

/** The bundle in `dir` as its sources say it: what `ice plugins export` prints, without files and digests. */
export async function bundleManifest(dir: string): Promise<Manifest> {
  const { bundle, workflows } = await readBundle(dir);
  const components = workflows.map(({ component: { document: _document, ...rest } }) => rest);
  return checked({ ...headOf(bundle), components });
}

/** Builds the bundle in `dir`: workflows as canonical documents, presets, examples and data files beside them. */
export async function buildBundle(dir: string): Promise<BuiltPackage> {
  const { bundle, workflows } = await readBundle(dir);
  const files: PackageFiles = new Map();
  for (const { path, bytes } of workflows) files.set(path, bytes);
  const presets = await addPresets(dir, files);
  const examples = await addPlain(dir, 'examples', files);
  const data = await addPlain(dir, 'data', files);
  const form = await addForm(dir, bundle.form, files);
  const readme = await addTexts(dir, bundle.readme, files);
  const document: Bundle = {
    ...bundle,
    workflows: Object.fromEntries(workflows.map(({ id, path }) => [id, path])),
    ...(presets.length > 0 ? { presets } : {}),
    ...(examples.length > 0 ? { examples } : {}),
    ...(data.length > 0 ? { data } : {}),
    ...(form === undefined ? {} : { form }),
    ...(readme === undefined ? {} : { readme }),
  };
  files.set(BUNDLE_DOCUMENT, canonicalBytes(document));
  refuseTooLarge(files);
  const manifest: Manifest = {
    ...headOf(bundle),
    components: workflows.map(({ component }) => component),
    files: fileEntries(files),
    ...(readme === undefined ? {} : { readme: { path: readme } }),
  };
  return { manifest: checked(manifest), files };
}

async function readBundle(dir: string): Promise<{ bundle: Bundle; workflows: BuiltWorkflow[] }> {
  const authored = readAuthored(BUNDLE_FILE, await readPlain(dir, BUNDLE_FILE));
  const bundle = narrow(authored, checkBundle);
  const folder = basename(resolve(dir));
  if (bundle.name !== folder) {
    throw new BuildError(
      'package-file-invalid',
      `The bundle is named ${bundle.name}, its folder ${folder}.`,
      {
        place: authored.placeOf('/name'),
        hint: 'Give both the same name.',
      },
    );
  }
  const sources = bundle.workflows
    ? Object.values(bundle.workflows)
    : (await listFiles(dir, 'workflows')).filter((path) => AUTHORED.test(path));
  const workflows = await inParallel(sources, (source) => buildWorkflow(dir, source, bundle));
  refuseTwins(workflows);
  if (!workflows.some(({ id }) => id === bundle.entrypoint)) {
    const known = workflows.map(({ id }) => id).join(', ') || 'none';
    throw new BuildError(
      'entrypoint-missing',
      `There is no workflow ${bundle.entrypoint}; there is ${known}.`,
      {
        place: authored.placeOf('/entrypoint'),
      },
    );
  }
  return { bundle, workflows: workflows.sort((a, b) => (a.id < b.id ? -1 : 1)) };
}

function refuseTwins(workflows: readonly BuiltWorkflow[]): void {
  for (const member of ['id', 'path'] as const) {
    const seen = new Set<string>();
    for (const workflow of workflows) {
      const value = workflow[member];
      if (seen.has(value))
        throw new BuildError('definition-duplicate', `Two workflows have the ${member} ${value}.`);
      seen.add(value);
    }
  }
}

function headOf(bundle: Bundle): Omit<Manifest, 'components'> {
  const dependencies = dependenciesOf(bundle.dependencies?.toolkits ?? []);
  return {
    schema_version: 'plugins.v0',
    ...(bundle.created === undefined ? {} : { created: bundle.created }),
    kind: 'bundle',
    ...(bundle.namespace === undefined ? {} : { namespace: bundle.namespace }),
    name: bundle.name,
    version: bundle.version,
    ...(bundle.license === undefined ? {} : { license: bundle.license }),
    ...(Object.keys(dependencies).length > 0 ? { dependencies } : {}),
  };
}

/** Presets are inputs that people choose by name: YAML or JSON while authored, canonical JSON in the package. */
async function addPresets(dir: string, files: PackageFiles): Promise<string[]> {
  const paths: string[] = [];
  for (const source of await listFiles(dir, 'presets')) {
    if (!AUTHORED.test(source))
      throw new BuildError('package-file-forbidden', `${source} is neither YAML nor JSON.`);
    const path = source.replace(AUTHORED, '.json');
    if (files.has(path)) throw new BuildError('definition-duplicate', `Two presets become ${path}.`);
    files.set(path, canonicalBytes(readAuthored(source, await readPlain(dir, source)).value));
    paths.push(path);
  }
  return paths.sort();
}

async function addPlain(dir: string, folder: string, files: PackageFiles): Promise<string[]> {
  const paths = await listFiles(dir, folder);
  for (const path of paths) files.set(path, await readPlain(dir, path));
  return paths;
}

async function addForm(
  dir: string,
  named: string | undefined,
  files: PackageFiles,
): Promise<string | undefined> {
  const path = named ?? FORM;
  const bytes = named ? await readPlain(dir, path) : await readIfPlain(dir, path);
  if (!bytes) return undefined;
  files.set(path, canonicalBytes(readAuthored(path, bytes).value));
  return path;
}
