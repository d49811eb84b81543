import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { readBlueprint, type DraftBlueprint } from '@iceos/core/blueprint';
import { checkBlueprint, type ResolvedComponent } from '@iceos/core/checks';
import type { Cost } from '@iceos/core/cost';
import { freezeBlueprint, type Frozen, type FrozenBlueprint } from '@iceos/core/freeze';
import { buildGraph } from '@iceos/core/graph';
import { Refusal } from '@iceos/core/refusal';
import { ComponentCompiler, ensureCacheSecret } from '@iceos/runtime/compiler';
import { INTERPRETER_ABI, runBlueprint, type RunResult } from '@iceos/runtime/interpreter';
import { modelCaller } from '@iceos/runtime/models';
import { readSecrets, SECRETS_FILE } from '@iceos/runtime/secrets';
import { Sandbox } from '@iceos/runtime/sandbox';
import {
  sandboxServices,
  worldOf,
  type ComponentSource,
  type GrantedFile,
  type LoadedComponent,
} from '@iceos/runtime/services';
import { prepareCode } from '@iceos/sdk/code';
import { costText } from './cost-text.js';
import type { CommandContext } from '../context.js';
import { CommandError } from '../errors.js';
import { localPolicy, type LocalPolicy } from './local-policy.js';
import type { Inputs } from './inputs.js';
import { CODE_RUNNER } from './local-packages.js';
import type { LocalComponents } from './local-components.js';
import { NodeProgress } from './node-progress.js';

export interface LocalRunOptions {
  readonly inputs: Inputs;
  /** Whether only verified manifests count: code that stands in a blueprint is then refused. */
  readonly strict: boolean;
  readonly concurrency: number | undefined;
  /** The component whose document the blueprint is. */
  readonly source?: ResolvedComponent;
  /** Files that tools with the permission may read. */
  readonly files?: ReadonlyMap<string, GrantedFile>;
}

/** What a run on this machine gave, as it is printed. */
export interface LocalResult {
  readonly success: boolean;
  readonly error: unknown;
  readonly outputs: unknown;
  readonly output: unknown;
  readonly usage: unknown;
  readonly frozen_digest: string;
  /** What it might have cost. */
  readonly cost: Cost;
}

/** Reads a document as a blueprint; what its nodes need is checked together with everything else, before it is run. */
export function requireBlueprint(value: unknown): DraftBlueprint {
  const read = readBlueprint(value);
  if (read.ok) return read.value;
  throw invalid(read.findings);
}

export function hasCode({ nodes }: DraftBlueprint): boolean {
  return buildGraph(nodes).graph.places.some(({ node }) => node.type === 'code');
}

/** Freezes a blueprint over the packages at hand, and runs it here, in the sandbox that a server uses. */
export async function runLocally(
  context: CommandContext,
  blueprint: DraftBlueprint,
  components: LocalComponents,
  options: LocalRunOptions,
): Promise<LocalResult> {
  const local = localPolicy(context.settings, options.strict);
  const frozen = freeze(blueprint, components, options, local);
  const cost = costText(frozen.value.cost);
  if (cost !== undefined) context.output.note(cost);
  const sandbox = new Sandbox();
  const compiler = new ComponentCompiler({
    cacheFolder: join(context.settings.dataDir, 'cache', 'local-components'),
    cacheSecret: ensureCacheSecret(context.settings.dataDir),
  });
  const progress = new NodeProgress(context.output);
  // Interrupted, the run stops in good order: no child is left behind.
  const forget = context.onInterrupt(() => sandbox.close());
  try {
    await sandbox.start();
    const result = await runBlueprint(runnableOf(frozen.value), options.inputs, {
      run: randomUUID(),
      journal: { step: (_path, body) => body(), decide: (body) => body() },
      services: sandboxServices({
        source: sourceOf(frozen.value, components, compiler),
        sandbox,
        tenant: 'local',
        files: options.files ?? new Map(),
        http: { allowPrivate: context.settings.privateHosts },
        secrets: readSecrets(join(context.settings.dataDir, SECRETS_FILE)),
        callModel: modelCaller({ echoForAll: context.settings.echoModels, catalogue: local.models }),
        prepareCode,
      }),
      workflows: new Map(
        Object.entries(frozen.value.workflows).map(([name, flow]) => [name, runnableOf(flow)]),
      ),
      onEvents: (events) => {
        for (const event of events) progress.tell(event);
        return Promise.resolve();
      },
      signal: context.signal,
      now: () => new Date(),
      ...(options.concurrency === undefined ? {} : { concurrency: options.concurrency }),
    });
    return presented(result, frozen);
  } finally {
    progress.stop();
    forget();
    compiler.close();
    await sandbox.close();
  }
}

function freeze(
  blueprint: DraftBlueprint,
  { resolve }: LocalComponents,
  { source }: LocalRunOptions,
  { policy, models }: LocalPolicy,
): Frozen {
  const findings = checkBlueprint(blueprint, {
    resolve: (use) => resolve(use, source),
    level: 'executable',
    policy,
  });
  if (findings.some(({ severity }) => severity === 'error')) throw invalid(findings);
  const frozen = freezeBlueprint(blueprint, {
    resolve,
    interpreterAbi: INTERPRETER_ABI,
    codeRunner: CODE_RUNNER,
    policy,
    models,
    ...(source ? { source } : {}),
  });
  if (frozen.ok) return frozen.value;
  throw invalid(frozen.findings);
}

function sourceOf(
  { components, code_runner: codeRunner }: FrozenBlueprint,
  packages: LocalComponents,
  compiler: ComponentCompiler,
): ComponentSource {
  const load = async (name: string): Promise<LoadedComponent> => {
    const component = Object.hasOwn(components, name) ? components[name] : undefined;
    if (!component) throw new Refusal('component-dynamic', `${name} was not frozen.`, { subject: name });
    const item = packages.require(component.manifest_digest);
    const entry = item.inspect(component.name);
    const { permissions, limits, digest } = entry;
    const request = { digest, subject: entry.path, world: worldOf(entry), permissions };
    const compiled =
      compiler.recall(request) ??
      (await compiler.compile({ ...request, bytes: await item.read(entry.path) }));
    return { compiled, permissions, limits };
  };
  return {
    schemas: (tool) => components[tool]?.schema ?? { input: {}, output: {} },
    loadTool: load,
    loadCodeRunner: () => load(codeRunner ?? CODE_RUNNER),
  };
}

function runnableOf({ blueprint, faults }: Pick<FrozenBlueprint, 'blueprint' | 'faults'>) {
  return { nodes: blueprint.nodes, outputs: blueprint.outputs, faults };
}

function presented(
  { success, error, outputs, output, usage }: RunResult,
  { digest, value: { cost } }: Frozen,
): LocalResult {
  return {
    success,
    error: error ?? null,
    outputs: outputs ?? null,
    output,
    usage,
    frozen_digest: digest,
    cost,
  };
}

function invalid(findings: CommandError['findings']): CommandError {
  const [first] = findings;
  const more = findings.length > 1 ? ` (and ${findings.length - 1} more)` : '';
  return new CommandError(
    'blueprint-invalid',
    'invalid',
    `${first?.detail ?? 'The blueprint is not valid.'}${more}`,
    { hint: 'Correct the places named.', findings },
  );
}
