import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { join } from 'node:path';
import { checkBundle } from '@iceos/core/authored';
import { readBlueprint, type BlueprintNode } from '@iceos/core/blueprint';
import { parseCanonical } from '@iceos/core/canonical';
import { checkManifest, type Manifest } from '@iceos/core/manifest';
import { parseVersion } from '@iceos/core/names';
import { satisfies } from '@iceos/core/semver';
import { authoredManifest, buildBundle, type BuiltPackage } from '@iceos/sdk/build';
import { BUNDLES, bundleNames, kitNames, KITS } from './built-kit.js';

jest.setTimeout(60_000);

let kits: Manifest[];

beforeAll(async () => {
  kits = [];
  for (const name of kitNames()) kits.push(await authoredManifest(join(KITS, name)));
});

describe.each(bundleNames())('the bundle %s', (name) => {
  let built: BuiltPackage;

  beforeAll(async () => {
    built = await buildBundle(join(BUNDLES, name));
  });

  const document = (path: string): unknown => {
    const result = parseCanonical(built.files.get(path)!);
    if (!result.ok) throw new Error(`${path}: ${result.detail}`);
    return result.value;
  };

  it('is a package that the registry takes, with one document for each workflow', () => {
    expect(checkManifest(built.manifest)).toMatchObject({ ok: true });
    expect(built.manifest).toMatchObject({ kind: 'bundle', namespace: 'iceos', name });
    for (const component of built.manifest.components) {
      expect(component).toMatchObject({ node_type: 'workflow', name: expect.stringMatching(`^${name}\\.`) });
      expect(document(component.document!.path)).toMatchObject({
        id: component.name,
        schema_version: '1.2.0',
      });
    }
  });

  it('lists its entrypoint, workflows and every file in bundle.json', () => {
    const bundle = checkBundle(document('bundle.json'));
    if (!bundle.ok) throw new Error(JSON.stringify(bundle.findings));
    const { workflows = {}, presets = [], examples = [], data = [], readme, entrypoint } = bundle.value;
    expect(Object.keys(workflows)).toContain(entrypoint);
    const listed = [...Object.values(workflows), ...presets, ...examples, ...data, readme, 'bundle.json'];
    expect(listed.sort()).toEqual([...built.files.keys()].sort());
  });

  it('needs no tool that its toolkits, in the ranges it names, do not have', () => {
    const dependencies = built.manifest.dependencies ?? {};
    const available = kits
      .filter((kit) => {
        const range = dependencies[`${kit.namespace}/${kit.name}`];
        return range !== undefined && satisfies(parseVersion(kit.version), range);
      })
      .flatMap(({ components }) => components.map((component) => component.name));
    const needed = built.manifest.components.flatMap(({ document: at }) => toolsOf(document(at!.path)));
    expect(needed.length).toBeGreaterThan(0);
    expect(needed.filter((tool) => !available.includes(tool))).toEqual([]);
  });

  it('describes each workflow for search: a description, tags, requests in words, and its inputs', () => {
    for (const component of built.manifest.components) {
      const { inputs } = document(component.document!.path) as {
        inputs: { required?: string[]; optional?: string[] };
      };
      const named = [...(inputs.required ?? []), ...(inputs.optional ?? [])];
      const { properties = {}, required } = component.schema!.input as {
        properties?: object;
        required?: string[];
      };
      expect(Object.keys(properties).sort()).toEqual(named.sort());
      expect(required).toEqual(inputs.required ?? []);
      expect(component.description!.length).toBeGreaterThan(40);
      expect(
        component.examples!.filter((example) => typeof example === 'string').length,
      ).toBeGreaterThanOrEqual(2);
    }
  });
});

/** Tools that a workflow calls, in nested nodes too. */
function toolsOf(value: unknown): string[] {
  const result = readBlueprint(value, 'executable');
  if (!result.ok) throw new Error(JSON.stringify(result.findings));
  const inNode = (node: BlueprintNode): string[] => {
    if (node.type === 'tool') return [node.tool_name];
    return node.type === 'loop' ? node.body.flatMap(inNode) : [];
  };
  return result.value.nodes.flatMap(inNode);
}
