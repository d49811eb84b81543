import { canonicalBytes } from '@iceos/core/canonical';
import { checkKit, type Kit } from '@iceos/core/authored';
import type { Manifest } from '@iceos/core/manifest';
import { buildTool, type ComponentOptions } from './component.js';
import { dependenciesOf } from './dependencies.js';
import {
  describeSources,
  inOrder,
  permissionsOf,
  worldOf,
  type DescribedComponent,
  type DescribedDefinition,
} from './describe.js';
import { narrow, readAuthored } from './documents.js';
import { BuildError } from './errors.js';
import { readPlain, refuseTooLarge, type PackageFiles } from './files.js';
import { prebuiltTools, readPrebuilt } from './prebuilt.js';
import { checked, componentOf, fileEntries, type BodyPaths, type BuiltPackage } from './manifest.js';
import { inParallel } from './parallel.js';
import { addTexts } from './texts.js';

/** Name of the file that makes a folder a kit. */
export const KIT_FILE = 'kit.yaml';

/** The kit in `dir` as its sources say it: what `ice plugins export` prints, without files and digests. */
export async function kitManifest(dir: string): Promise<Manifest> {
  const { kit, components } = await readKit(dir);
  return checked(manifestOf(kit, components));
}

/** Builds the kit in `dir`: one WASM component for each function, one document for each agent and workflow. */
export async function buildKit(
  dir: string,
  options: Omit<ComponentOptions, 'root'> = {},
): Promise<BuiltPackage> {
  const { kit, components } = await readKit(dir, options.signal);
  checked(manifestOf(kit, components));
  const files: PackageFiles = new Map();
  const bodies = await buildBodies(components, { ...options, root: dir }, files);
  const readme = await addTexts(dir, kit.readme, files);
  refuseTooLarge(files);
  const manifest: Manifest = {
    ...manifestOf(kit, components, bodies),
    files: fileEntries(files),
    ...(readme ? { readme: { path: readme } } : {}),
  };
  return { manifest: checked(manifest), files };
}

async function readKit(
  dir: string,
  signal?: AbortSignal,
): Promise<{ kit: Kit; components: DescribedComponent[] }> {
  const kit = narrow(readAuthored(KIT_FILE, await readPlain(dir, KIT_FILE)), checkKit);
  const components = inOrder([...(await describeSources(dir, { signal })), ...prebuiltTools(kit)]);
  if (components.length === 0)
    throw new BuildError(
      'definition-missing',
      `No file under src/ of ${kit.name} exports a component, and ${KIT_FILE} names no tools.`,
    );
  return { kit, components };
}

function manifestOf(kit: Kit, components: readonly DescribedComponent[], bodies?: BodyPaths): Manifest {
  const dependencies = dependenciesOf(kit.dependencies?.toolkits ?? []);
  return {
    schema_version: 'plugins.v0',
    created: kit.created,
    kind: 'kit',
    namespace: kit.namespace,
    name: kit.name,
    version: kit.version,
    ...(kit.license ? { license: kit.license } : {}),
    ...(kit.pricing ? { pricing: kit.pricing } : {}),
    ...(Object.keys(dependencies).length > 0 ? { dependencies } : {}),
    components: components.map((component) => componentOf(component, kit.version, bodies)),
  };
}

/** Adds the bodies of all components to `files` and tells where each is. Names for one function share one body. */
async function buildBodies(
  components: readonly DescribedComponent[],
  options: ComponentOptions,
  files: PackageFiles,
): Promise<BodyPaths> {
  const bodies = new Map<string, string>();
  const shared = new Map<string, string>();
  const jobs: { path: string; build: () => Promise<Uint8Array> }[] = [];
  for (const { definition, file, exported, code, prebuilt } of components) {
    if (definition.node_type !== 'tool') {
      const path = `documents/${definition.name}.json`;
      jobs.push({ path, build: () => Promise.resolve(documentOf(definition)) });
      bodies.set(definition.name, path);
      continue;
    }
    const permissions = permissionsOf(definition).map(([name]) => name);
    const world = worldOf(definition);
    const key = JSON.stringify([code ?? prebuilt, world, permissions]);
    const path = shared.get(key) ?? `components/${definition.name}.wasm`;
    bodies.set(definition.name, path);
    if (shared.has(key)) continue;
    shared.set(key, path);
    const build =
      prebuilt === undefined
        ? () => buildTool({ file, exported, world, permissions }, options)
        : () => readPrebuilt(options.root, prebuilt);
    jobs.push({ path, build });
  }
  const built = await inParallel(jobs, ({ build }) => build());
  for (const [index, { path }] of jobs.entries()) files.set(path, built[index] as Uint8Array);
  return bodies;
}

/** The document of an agent or a workflow, canonical: what runs, without what only the manifest says. */
function documentOf(definition: Exclude<DescribedDefinition, { node_type: 'tool' }>): Uint8Array {
  if (definition.node_type === 'workflow') {
    return canonicalBytes({ schema_version: '1.2.0', id: definition.name, ...definition.blueprint });
  }
  const { name, description, system_prompt, tools = [], llm_config, memory, max_iterations } = definition;
  return canonicalBytes({
    name,
    description,
    system_prompt,
    tools,
    ...(llm_config ? { llm_config } : {}),
    ...(memory ? { memory } : {}),
    ...(max_iterations === undefined ? {} : { max_iterations }),
  });
}
