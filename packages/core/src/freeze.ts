import { finding, type BlueprintFinding } from './blueprint/findings.js';
import { MAX_DOCUMENT_BYTES } from './blueprint/limits.js';
import { prescan } from './blueprint/prescan.js';
import type { BlueprintNode, DraftBlueprint } from './blueprint.js';
import { canonicalBytes, parseCanonical, type CanonicalCode } from './canonical.js';
import { costOf } from './cost.js';
import { digestOf } from './digest.js';
import type { ResolvedComponent } from './checks.js';
import { unionOfPermissions } from './checks/permissions.js';
import { FlowFreezer, recordOf, type FlowOptions } from './freeze/flows.js';
import { frozenFault } from './freeze/parse.js';
import type { Frozen, FrozenBlueprint, FrozenComponent, FrozenFlow } from './freeze/types.js';
import { MODELS, type ModelCatalogue } from './models.js';
import { isEmptySchema, type JsonSchema } from './value-schema.js';

export type {
  Fault,
  Frozen,
  FrozenBlueprint,
  FrozenComponent,
  FrozenFlow,
  FrozenPermission,
  Plan,
} from './freeze/types.js';

/** `resolve` answers for bare names in the place `from`; `codeRunner` names the component that runs code nodes. */
export interface FreezeOptions extends FlowOptions {
  /** Number of the interpreter that is to run it. */
  readonly interpreterAbi: number;
  /** The component whose document the blueprint is: its bare names mean what they mean in its package. */
  readonly source?: ResolvedComponent;
  /** By whose prices the cost is computed; those of iceOS unless the operator has others. */
  readonly models?: ModelCatalogue;
}

export type FreezeResult =
  | { readonly ok: true; readonly value: Frozen }
  | { readonly ok: false; readonly findings: readonly BlueprintFinding[] };

/**
 * Freezes a blueprint that was read: what it means, written so that nothing about it can change any more
 * (docs/spec/blueprint.md 9). Names become full coordinates with digests, sub-workflows travel along, defaults are written
 * out. The same blueprint and components give the same bytes everywhere. A node that is merely incomplete is frozen with
 * its faults; anything else that checking finds refuses the whole. Never throws, unless `resolve` does.
 */
export function freezeBlueprint(blueprint: DraftBlueprint, options: FreezeOptions): FreezeResult {
  const { source } = options;
  const freezer = new FlowFreezer(options);
  const flow = freezer.freeze(blueprint, source);
  if (!flow || freezer.findings.length > 0) return { ok: false, findings: freezer.findings };
  const components = sortedByName(freezer.components);
  const unpriced: Omit<FrozenBlueprint, 'cost'> = {
    schema_version: 'frozen.v1',
    interpreter_abi: options.interpreterAbi,
    ...(source ? { source: recordOf(source) } : {}),
    ...flow,
    components: Object.fromEntries(components),
    workflows: Object.fromEntries(sortedByName(freezer.workflows)),
    ...(freezer.codeRunner === undefined ? {} : { code_runner: freezer.codeRunner }),
    permissions: unionOfPermissions(components),
  };
  const value: FrozenBlueprint = { ...unpriced, cost: costOf(unpriced, options.models ?? MODELS) };
  const breaches = prescan(value);
  if (breaches.length > 0) return { ok: false, findings: breaches };
  const bytes = canonicalBytes(value);
  if (bytes.length > MAX_DOCUMENT_BYTES) {
    const detail = `Frozen, with its defaults, components and workflows, it has ${bytes.length} bytes.`;
    return { ok: false, findings: [finding('too-large', '', detail)] };
  }
  const lock = components.map(([, component]) => component);
  return { ok: true, value: { bytes, digest: digestOf(bytes), value, lock, plan: flow.plan } };
}

export type ParseFrozenResult =
  | { readonly ok: true; readonly value: FrozenBlueprint }
  | { readonly ok: false; readonly code: CanonicalCode | 'frozen-invalid'; readonly detail: string };

/**
 * Reads frozen `bytes`: canonical, at most 4 MiB, of the form that freezing gives. Their digest is the caller's to compare,
 * and what the components are is the load gate's to judge. Never throws.
 */
export function parseFrozen(bytes: Uint8Array): ParseFrozenResult {
  const gate = parseCanonical(bytes, { maxBytes: MAX_DOCUMENT_BYTES });
  if (!gate.ok) return gate;
  const fault = frozenFault(gate.value);
  if (fault !== undefined) {
    return { ok: false, code: 'frozen-invalid', detail: `The frozen blueprint cannot be read: ${fault}.` };
  }
  // Every member that the type promises was looked at.
  return { ok: true, value: gate.value as unknown as FrozenBlueprint };
}

/**
 * Schemas that hold for a node of a flow: its own where it declares them, otherwise those of the tool or workflow it runs;
 * absent where everything is allowed.
 */
export function schemasOf(
  { components }: Pick<FrozenBlueprint, 'components'>,
  node: BlueprintNode,
): { readonly input?: JsonSchema; readonly output?: JsonSchema } {
  const named =
    node.type === 'tool' ? node.tool_name : node.type === 'workflow' ? node.workflow_ref : undefined;
  const component = named === undefined ? undefined : components[named];
  const input = isEmptySchema(node.input_schema) ? component?.schema.input : node.input_schema;
  const output = isEmptySchema(node.output_schema) ? component?.schema.output : node.output_schema;
  return { ...(input ? { input } : {}), ...(output ? { output } : {}) };
}

function sortedByName<Value extends FrozenComponent | FrozenFlow>(
  map: ReadonlyMap<string, Value>,
): [string, Value][] {
  return [...map].sort(([one], [other]) => (one < other ? -1 : 1));
}
