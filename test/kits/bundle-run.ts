import { join } from 'node:path';
import { readBlueprint } from '@iceos/core/blueprint';
import type { Json } from '@iceos/core/canonical';
import type { ManifestComponent } from '@iceos/core/manifest';
import { ExecutionKv } from '@iceos/runtime/capabilities';
import { runBlueprint, type RunResult, type Services } from '@iceos/runtime/interpreter';
import { buildBundle } from '@iceos/sdk/build';
import { BUNDLES, KITS, type Workbench } from './built-kit.js';

/** A workflow of a bundle, ready to run with the tools of its kits in a sandbox. */
export interface ReadyWorkflow {
  run(inputs: Record<string, unknown>): Promise<RunResult>;
}

/**
 * Builds `bundle` and the kits it depends on, and gets `workflow` ready to be run as a cluster would: tools in the sandbox,
 * the bundle's data files granted. The model repeats its prompt.
 */
export async function readyWorkflow(
  workbench: Workbench,
  bundle: string,
  workflow: string,
): Promise<ReadyWorkflow> {
  const { manifest, files } = await buildBundle(join(BUNDLES, bundle));
  const read = (path: string) => new TextDecoder().decode(files.get(path));
  const document = manifest.components.find(({ name }) => name === workflow)!.document!;
  const blueprint = readBlueprint(JSON.parse(read(document.path)), 'executable');
  if (!blueprint.ok) throw new Error(JSON.stringify(blueprint.findings));
  const tools = new Map<string, ManifestComponent>();
  for (const kit of Object.keys(manifest.dependencies ?? {})) {
    const { components } = (await workbench.add(join(KITS, kit.replace('iceos/', '')))).manifest;
    for (const component of components) tools.set(component.name, component);
  }
  const data = [...files.keys()].filter((path) => path.startsWith('data/'));
  const granted = Object.fromEntries(data.map((path) => [path, read(path)]));
  return {
    run: (inputs) =>
      runBlueprint({ nodes: blueprint.value.nodes, outputs: blueprint.value.outputs }, inputs, {
        run: 'test',
        journal: { step: (_, body) => body(), decide: (body) => body() },
        services: servicesOver(workbench, tools, granted),
        onEvents: () => Promise.resolve(),
        signal: new AbortController().signal,
        now: () => new Date(0),
      }),
  };
}

function servicesOver(
  workbench: Workbench,
  tools: ReadonlyMap<string, ManifestComponent>,
  files: Readonly<Record<string, string>>,
): Services {
  const kv = new ExecutionKv();
  return {
    toolSchemas(tool) {
      const { input = {}, output = {} } = tools.get(tool)!.schema!;
      return { input, output };
    },
    callTool: async ({ tool, input }) => ({
      output: (await workbench.call(tool, input, { files, kv })) as Json,
    }),
    runCode: () => Promise.reject(new Error('there is no code node')),
    callModel: ({ prompt, model }) =>
      Promise.resolve({
        text: `${model}::${prompt}`,
        usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
      }),
  };
}
