import { Injectable } from '@nestjs/common';
import type { FrozenBlueprint, FrozenComponent, FrozenFlow } from '@iceos/core/freeze';
import { CodedError } from '@iceos/core/errors';
import { ComponentCompiler } from '@iceos/runtime/compiler';
import { INTERPRETER_ABI, type Runnable, type Services } from '@iceos/runtime/interpreter';
import { modelCaller } from '@iceos/runtime/models';
import {
  sandboxServices,
  worldOf,
  type ComponentSource,
  type GrantedFile,
  type LoadedComponent,
} from '@iceos/runtime/services';
import { prepareCode } from '@iceos/sdk/code';
import { AppConfig } from '../../../src/config/app-config.js';
import { Checking } from '../../../src/jobs/checking.js';
import { ComponentDirectory, type LockedComponent } from '../../registry/component-directory.js';
import type { ExecutionsCode } from '../executions.errors.js';
import { Egress } from './egress.js';
import { SandboxHost } from './sandbox-host.js';

/** Everything the interpreter needs for one run. */
export interface OpenRun {
  readonly runnable: Runnable;
  readonly workflows: ReadonlyMap<string, Runnable>;
  readonly services: Services;
}

/** Opens frozen blueprints: asks the load gate about every component again, and brings tools, code and models. */
@Injectable()
export class RunServices {
  constructor(
    private readonly config: AppConfig,
    private readonly directory: ComponentDirectory,
    private readonly compiler: ComponentCompiler,
    private readonly sandbox: SandboxHost,
    private readonly egress: Egress,
    private readonly checking: Checking,
  ) {}

  /** Throws the `Refusal` of the first component that may not run any more. */
  async open(org: string, frozen: FrozenBlueprint): Promise<OpenRun> {
    if (frozen.interpreter_abi !== INTERPRETER_ABI) throw frozenByAnother(frozen.interpreter_abi);
    const { source, components, workflows } = frozen;
    for (const component of Object.values(components)) await this.directory.inspect(org, lockedOf(component));
    const documents = Object.values(components).filter(({ node_type }) => node_type === 'workflow');
    return {
      runnable: runnableOf(frozen),
      workflows: new Map(Object.entries(workflows).map(([name, flow]) => [name, runnableOf(flow)])),
      services: sandboxServices({
        source: this.sourceOf(org, frozen),
        sandbox: this.sandbox.door,
        tenant: org,
        files: await this.filesOf(org, source ? [source, ...documents] : documents),
        http: this.egress.policy,
        secrets: this.egress.secretsOf(org),
        violations: (schema, value) => this.checking.violations(org, schema, value),
        callModel: modelCaller(this.config.models),
        prepareCode,
      }),
    };
  }

  private sourceOf(org: string, { components, code_runner: codeRunner }: FrozenBlueprint): ComponentSource {
    return {
      schemas: (tool) => requireComponent(components, tool).schema,
      loadTool: (tool) => this.load(org, requireComponent(components, tool)),
      loadCodeRunner: () => this.load(org, requireComponent(components, codeRunner ?? 'the code runner')),
    };
  }

  /** Every call asks the load gate: what was revoked a moment ago does not run. */
  private async load(org: string, component: FrozenComponent): Promise<LoadedComponent> {
    const entry = await this.directory.inspect(org, lockedOf(component));
    const { permissions, limits, digest } = entry;
    const request = { digest, subject: entry.path, world: worldOf(entry), permissions };
    const compiled =
      this.compiler.recall(request) ??
      (await this.compiler.compile({ ...request, bytes: await this.directory.read(org, entry) }));
    return { compiled, permissions, limits };
  }

  /**
   * Data files of the packages whose workflows run, for tools that may read files: those of the workflow that is run first,
   * then those of the workflows it runs. They are read when they are asked for.
   */
  private async filesOf(
    org: string,
    documents: readonly FrozenComponent[],
  ): Promise<ReadonlyMap<string, GrantedFile>> {
    const files = new Map<string, GrantedFile>();
    for (const document of documents) {
      const entry = await this.directory.inspect(org, lockedOf(document));
      const { data } = await this.directory.contents(org, entry);
      for (const path of data) {
        if (!files.has(path)) files.set(path, () => this.directory.readData(org, entry, path));
      }
    }
    return files;
  }
}

function runnableOf({ blueprint, faults }: FrozenFlow): Runnable {
  return { nodes: blueprint.nodes, outputs: blueprint.outputs, faults };
}

function requireComponent(components: FrozenBlueprint['components'], name: string): FrozenComponent {
  const component = Object.hasOwn(components, name) ? components[name] : undefined;
  if (component) return component;
  throw new CodedError('component-not-found', `${name} was not frozen with the blueprint.`);
}

function lockedOf({ name, manifest_digest, component_digest }: FrozenComponent): LockedComponent {
  return { name, manifestDigest: manifest_digest, digest: component_digest };
}

function frozenByAnother(abi: number): CodedError<ExecutionsCode> {
  return new CodedError(
    'execution-invalid',
    `The blueprint was frozen for the interpreter ${abi}, and this is ${INTERPRETER_ABI}.`,
    { hint: 'Start the execution again.' },
  );
}
