import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { join } from 'node:path';
import { checkManifest } from '@iceos/core/manifest';
import type { BuiltPackage } from '@iceos/sdk/build';
import { kitNames, KITS, runnableExamples, Workbench } from './built-kit.js';

// Components are compiled here, and other suites keep the machine busy meanwhile.
jest.setTimeout(60_000);

let workbench: Workbench;

beforeAll(async () => {
  workbench = await Workbench.open();
});

afterAll(() => workbench.close());

describe.each(kitNames())('the kit %s', (kit) => {
  let built: BuiltPackage;

  beforeAll(async () => {
    built = await workbench.add(join(KITS, kit));
  });

  it('is a package that the registry takes, with a body for every component', () => {
    expect(checkManifest(built.manifest)).toMatchObject({ ok: true });
    expect(built.manifest).toMatchObject({
      kind: 'kit',
      namespace: 'iceos',
      name: kit,
      license: 'Apache-2.0',
    });
    expect(built.manifest.readme).toEqual({ path: 'README.md' });
    expect(built.manifest.files!.map(({ path }) => path)).toEqual([...built.files.keys()].sort());
    for (const { wasm } of built.manifest.components) expect([...built.files.keys()]).toContain(wasm!.path);
  });

  it('says of each tool what search needs: a description, tags, requests in words and an example that runs', () => {
    for (const { name, description, tags, examples = [] } of built.manifest.components) {
      expect({ name, description: (description ?? '').length >= 40, tags: (tags ?? []).length >= 2 }).toEqual(
        {
          name,
          description: true,
          tags: true,
        },
      );
      expect(examples.filter((example) => typeof example === 'string').length).toBeGreaterThanOrEqual(2);
    }
  });

  it('answers every example in the sandbox with the output it shows', async () => {
    const examples = runnableExamples(built.manifest);
    expect(examples.length).toBeGreaterThanOrEqual(built.manifest.components.length);
    for (const { name, title, input, output } of examples) {
      expect({ name, title, output: await workbench.call(name, input) }).toEqual({ name, title, output });
    }
  });
});
