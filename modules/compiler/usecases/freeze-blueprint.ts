import { Injectable } from '@nestjs/common';
import type { UnreadComponent } from '@iceos/core/checks';
import { AppConfig } from '../../../src/config/app-config.js';
import { Database } from '../../../src/database/database.js';
import { Checking } from '../../../src/jobs/checking.js';
import { ComponentDirectory } from '../../registry/component-directory.js';
import { blueprintInvalid, blueprintNotFound } from '../compiler.errors.js';
import { HANDLE } from '../content-handle.js';
import type { FreezeRequest, FrozenDocument } from '../compiler.types.js';
import { CODE_RUNNER, ComponentTable } from '../../registry/component-table.js';
import { BlueprintsRepository } from '../store/blueprints.repository.js';
import { freezingTerms } from './freezing.js';
import { PublishedWorkflows } from './published-workflows.js';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** The one node of a blueprint that runs a tool by itself. */
const TOOL_NODE = 'tool';
/** Names of inputs that can be written in a template. */
const ARGUMENT = /^(?!__proto__$)[\w .-]{1,100}$/;

interface Source {
  readonly document: { readonly value: unknown } | { readonly bytes: Uint8Array };
  /** The workflow whose document it is. */
  readonly component?: UnreadComponent;
  readonly reference?: string;
  /** Id of the stored blueprint it is. */
  readonly storedId?: string;
}

/** Freezes what is to run, with every component as it is judged now. */
@Injectable()
export class FreezeBlueprint {
  private readonly freezing: ReturnType<typeof freezingTerms>;

  constructor(
    private readonly database: Database,
    private readonly blueprints: BlueprintsRepository,
    private readonly directory: ComponentDirectory,
    private readonly workflows: PublishedWorkflows,
    private readonly checking: Checking,
    config: AppConfig,
  ) {
    this.freezing = freezingTerms(config);
  }

  /** Throws `blueprint-not-found`, `blueprint-invalid` with every finding, or the `Refusal` of the load gate. */
  async execute({ org, target }: FreezeRequest): Promise<FrozenDocument> {
    const table = new ComponentTable(this.directory, org, CODE_RUNNER);
    const { document, component, reference, storedId } = await this.open(org, target, table);
    const given = { document, options: this.freezing, ...(component ? { source: component } : {}) };
    const { frozen, findings } = await this.checking.freeze(org, given, table.lookUp);
    if (!frozen) throw blueprintInvalid(findings);
    const { bytes, digest, value } = frozen;
    return { bytes, digest, frozen: value, reference, storedId };
  }

  private async open(org: string, target: FreezeRequest['target'], table: ComponentTable): Promise<Source> {
    if (target.kind === 'inline') return { document: { value: target.blueprint } };
    if (target.kind === 'tool')
      return { document: { value: toolBlueprint(target) }, reference: target.reference };
    return UUID.test(target.name) || HANDLE.test(target.name)
      ? this.openStored(org, target.name.toLowerCase())
      : this.openPublished(org, target.name, table);
  }

  private async openStored(org: string, id: string): Promise<Source> {
    const stored = await this.database.read((tx) => this.blueprints.find(tx, org, id));
    if (!stored) throw blueprintNotFound(id);
    return { document: { value: stored.body }, reference: id, storedId: stored.id };
  }

  /** A workflow by its name, or a bundle, which stands for the workflow it begins with. */
  private async openPublished(org: string, name: string, table: ComponentTable): Promise<Source> {
    const { document: bytes, ...component } = await table.describe(await this.workflows.find(org, name));
    if (!bytes) throw blueprintNotFound(name);
    return { document: { bytes }, component, reference: name };
  }
}

/** One node that gives the tool the inputs of the run by their names. */
function toolBlueprint({ reference, inputs }: Extract<FreezeRequest['target'], { kind: 'tool' }>): unknown {
  const odd = inputs.find((name) => !ARGUMENT.test(name));
  if (odd !== undefined) {
    throw blueprintInvalid([
      {
        code: 'input-name-invalid',
        pointer: `/inputs/${odd.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')}`,
        detail: `${JSON.stringify(odd.slice(0, 100))} cannot be the name of an input.`,
        severity: 'error',
      },
    ]);
  }
  const args = Object.fromEntries(inputs.map((name) => [name, `{{ inputs['${name}'] }}`]));
  return { nodes: [{ id: TOOL_NODE, type: 'tool', tool_name: reference, tool_args: args }] };
}
