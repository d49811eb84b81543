import { isAbsolute, join } from 'node:path';
import type { Finding } from '@iceos/core/errors';
import { checkManifest, type Manifest, type ManifestComponent } from '@iceos/core/manifest';
import { authoredManifest, exportManifest } from '@iceos/sdk/build';
import { isFolder, readDocument, readIfThere } from '../files.js';

const MANIFEST = 'plugins.json';

/** Everything that is wrong with the package in a folder, or with a manifest file: errors, and warnings. */
export async function lint(target: string): Promise<Finding[]> {
  if (!(await isFolder(target))) return findingsIn(await readDocument(target));
  return [...findingsIn(await authoredManifest(target)), ...(await drift(target))];
}

function findingsIn(value: unknown): Finding[] {
  const checked = checkManifest(value);
  if (!checked.ok) return [...checked.findings];
  const { manifest } = checked.value;
  return [
    ...(manifest.license
      ? []
      : [warning('license-missing', '', 'No license is named.', 'Name an SPDX license.')]),
    ...manifest.components.flatMap((component, index) => warningsAbout(component, index, manifest)),
  ];
}

function warningsAbout(component: ManifestComponent, index: number, { files }: Manifest): Finding[] {
  const at = `/components/${index}`;
  const { name, schema, description, deprecated, import: source } = component;
  const found: Finding[] = [];
  if (!description)
    found.push(warning('description-missing', at, `${name} has no description.`, 'Say what it is for.'));
  for (const side of ['input', 'output'] as const) {
    if (component.node_type !== 'tool' || schema?.[side]) continue;
    found.push(warning('schema-missing', at, `${name} has no ${side} schema.`, `Declare its ${side}.`));
  }
  if (deprecated) {
    const instead = deprecated.replacement ? `Use ${deprecated.replacement}.` : 'Name a replacement.';
    found.push(warning('deprecated', at, `${name} is deprecated since ${deprecated.since}.`, instead));
  }
  if (source && isAbsolute(source))
    found.push(
      warning('import-absolute', at, `${name} names a path of this machine.`, 'Use a relative one.'),
    );
  if (files && !component.wasm && !component.document)
    found.push(warning('file-missing', at, `${name} has no file in the package.`, 'Build it: `ice build`.'));
  return found;
}

/** Whether the manifest that was committed still is what the sources say. */
async function drift(folder: string): Promise<Finding[]> {
  const path = join(folder, MANIFEST);
  const committed = await readIfThere(path);
  if (committed === undefined)
    return [warning('dynamic', '', `There is no ${MANIFEST}: its components are dynamic.`, exportHint(path))];
  const exported = await exportManifest(folder);
  if (JSON.stringify(parsed(committed)) === JSON.stringify(JSON.parse(exported))) return [];
  return [warning('drift', '', `${MANIFEST} is not what the sources declare.`, exportHint(path))];
}

/** Formatting is nobody's business; content is. */
function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  } catch {
    return undefined;
  }
}

function exportHint(path: string): string {
  return `Write it with \`ice plugins export -o ${path}\`.`;
}

function warning(code: string, pointer: string, detail: string, fix: string): Finding {
  return { code, pointer, detail, fix, severity: 'warning' };
}
