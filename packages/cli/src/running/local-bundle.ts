import { join } from 'node:path';
import { checkBundle } from '@iceos/core/authored';
import { digestOf } from '@iceos/core/digest';
import { signedView } from '@iceos/core/manifest';
import { buildPackage } from '@iceos/sdk/build';
import type { CommandContext } from '../context.js';
import { CommandError } from '../errors.js';
import { isFolder } from '../files.js';
import type { Inputs } from './inputs.js';
import { dynamicPackage, LocalComponents } from './local-components.js';
import { dynamicRefused, LocalPackages } from './local-packages.js';
import { hasCode, requireBlueprint, runLocally, type LocalResult } from './local-run.js';

/** Runs the workflow that the bundle in a folder begins with, here. `name` is the folder, or one under `bundles/`. */
export async function runLocalBundle(
  context: CommandContext,
  name: string,
  inputs: Inputs,
  strict: boolean,
): Promise<LocalResult> {
  const folder = await folderOf(name);
  const { manifest, files } = await buildPackage(folder);
  const read = (path: string): unknown => JSON.parse(new TextDecoder().decode(files.get(path)));
  const bundle = files.has('bundle.json') ? checkBundle(read('bundle.json')) : undefined;
  const entry = bundle?.ok
    ? manifest.components.find((component) => component.name === bundle.value.entrypoint)
    : undefined;
  if (!entry?.document) {
    throw new CommandError('package-invalid', 'invalid', `${folder} holds no bundle.`, {
      hint: 'Run a tool with `ice run`.',
    });
  }
  if (strict) throw dynamicRefused(folder, entry.name, digestOf(signedView(manifest)));
  context.output.warn(`dynamic component ${entry.name} – publish the bundle (${folder})`);
  const components = new LocalComponents();
  const packages = await LocalPackages.open(context, components, strict);
  await packages.require(manifest.dependencies ?? {});
  const own = dynamicPackage(manifest, files, 'local');
  await components.add(own);
  const blueprint = requireBlueprint(read(entry.document.path));
  await packages.bring(blueprint, hasCode(blueprint));
  const data = [...files].filter(([path]) => path.startsWith('data/'));
  return runLocally(context, blueprint, components, {
    inputs,
    strict,
    concurrency: undefined,
    files: new Map(data.map(([path, bytes]) => [path, () => Promise.resolve(bytes)])),
  });
}

async function folderOf(name: string): Promise<string> {
  for (const folder of [name, join('bundles', name)]) if (await isFolder(folder)) return folder;
  throw new CommandError('bundle-not-found', 'notFound', `There is no folder ${name} or bundles/${name}.`, {
    hint: 'Name the folder of the bundle, or leave --local out to run the published one.',
  });
}
