import { isNodeType, NODE_TYPES } from './blueprint/fields.js';
import { finding, FindingList, nodeLabel, quoted, type BlueprintFinding } from './blueprint/findings.js';
import { FORBIDDEN_MEMBERS, MAX_NODES } from './blueprint/limits.js';
import { nearest } from './blueprint/nearest.js';
import { rawLists } from './blueprint/nesting.js';
import { prescan } from './blueprint/prescan.js';
import { documentFindings, missingFields, unknownFields, valueFindings } from './blueprint/shape.js';
import { salvage, type Salvaged } from './blueprint/salvage.js';
import type { Blueprint, DraftBlueprint } from './blueprint/types.js';

export { hasMoreNodes } from './blueprint/nesting.js';
export { fixOf } from './blueprint/findings.js';
export type { BlueprintCode, BlueprintFinding, FindingKind } from './blueprint/findings.js';
export type { Blueprint, DraftBlueprint, DraftNode, DraftOf, NodeOf, NodeType } from './blueprint/types.js';
export type {
  BlueprintInputs,
  BlueprintNode,
  LlmConfig,
  MappingSource,
  RetryPolicy,
} from './generated/blueprint-1.2.0.js';
export { MAX_DOCUMENT_BYTES, MAX_NODES } from './blueprint/limits.js';

/** `draft` is what may be stored, `executable` what may be finalized (docs/spec/blueprint.md 6.4). */
export type Level = 'draft' | 'executable';

export type ReadResult<Value> =
  | { readonly ok: true; readonly value: Value }
  | {
      readonly ok: false;
      readonly findings: BlueprintFinding[];
      /** What can still be checked, where only members of nodes cannot be read. */
      readonly rest?: ReadableRest;
    };

/** A blueprint without the members of its nodes that cannot be read. */
export interface ReadableRest {
  readonly blueprint: DraftBlueprint;
  /** Pointers and ids of the nodes that they were taken from. */
  readonly pointers: ReadonlySet<string>;
  readonly ids: ReadonlySet<string>;
}

type Members = Readonly<Record<string, unknown>>;

/**
 * Reads any value as a blueprint of schema 1.2.0 or 1.1.0, or says everything that is wrong with it, each with a pointer.
 * A draft may lack the fields that only running takes; every field that is there is checked at both levels. References,
 * graph and expressions are `checkBlueprint`'s. Never throws; hostile depth, size, cycles and members are refused first.
 * Members it does not know are dropped at the top of the document and refused in nodes.
 */
export function readBlueprint(value: unknown, level?: 'draft'): ReadResult<DraftBlueprint>;
export function readBlueprint(value: unknown, level: 'executable'): ReadResult<Blueprint>;
export function readBlueprint(value: unknown, level: Level = 'draft'): ReadResult<DraftBlueprint> {
  const atSight = refusedAtSight(value);
  if (atSight.length > 0 || !isMembers(value)) return { ok: false, findings: atSight };
  const breaches = prescan(value);
  if (breaches.length > 0) return { ok: false, findings: breaches };
  const found = new FindingList();
  found.addAll(versionFindings(value));
  found.addAll(documentFindings(value));
  if (!Array.isArray(value.nodes)) {
    const missing = value.nodes === undefined;
    found.add(
      missing
        ? finding('field-value', '', 'The blueprint lacks `nodes`.', { fix: 'Add a list of nodes.' })
        : finding('field-type', '/nodes', 'The blueprint: `nodes` must be a list.'),
    );
  } else {
    const crowd = nodeFindings(value.nodes, level, found);
    if (crowd) return refuse(crowd);
  }
  const findings = found.list();
  if (findings.length === 0) return { ok: true, value: knownMembers(value) };
  const rest = restOf(value, findings);
  return { ok: false, findings, ...(rest ? { rest } : {}) };
}

function restOf(value: Members, findings: readonly BlueprintFinding[]): ReadableRest | undefined {
  const salvaged = salvage(value, findings);
  const read = salvaged && readBlueprint(salvaged.value);
  if (!read?.ok) return undefined;
  const { pointers, ids } = salvaged as Salvaged;
  return { blueprint: read.value, pointers, ids };
}

/** What is wrong with `value` at first sight, without walking it: what `readBlueprint` would say first. */
export function refusedAtSight(value: unknown): BlueprintFinding[] {
  if (!isMembers(value)) return [finding('not-json', '', 'A blueprint is a JSON object.')];
  return Array.isArray(value.nodes) && value.nodes.length > MAX_NODES ? [tooManyNodes()] : [];
}

/** What is wrong with a document whose bytes are not canonical JSON. */
export function notCanonical(detail: string): BlueprintFinding {
  return finding('not-json', '', detail);
}

/** The blueprint that `value` is, where `readBlueprint` took it before: in another thread, for example. */
export function acceptedBlueprint(value: unknown): DraftBlueprint {
  return knownMembers(value as Members);
}

function refuse(only: BlueprintFinding): { ok: false; findings: BlueprintFinding[] } {
  return { ok: false, findings: [only] };
}

function tooManyNodes(): BlueprintFinding {
  return finding('too-many-nodes', '/nodes', `The blueprint has more than ${MAX_NODES} nodes.`);
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function versionFindings({ schema_version: version }: Members): BlueprintFinding[] {
  if (version === undefined || version === '1.2.0' || version === '1.1.0') return [];
  return [
    finding(
      'schema-version-unsupported',
      '/schema_version',
      `Unsupported blueprint schema_version ${quoted(version)}; 1.2.0 and 1.1.0 are read.`,
    ),
  ];
}

/** Visits every node, nested ones included, in document order. Returns a finding when there are too many to go on. */
function nodeFindings(
  nodes: readonly unknown[],
  level: Level,
  found: FindingList,
): BlueprintFinding | undefined {
  const waiting: { value: unknown; pointer: string }[] = [];
  const push = (list: readonly unknown[], pointer: string): void => {
    for (let index = list.length - 1; index >= 0; index--) {
      waiting.push({ value: list[index], pointer: `${pointer}/${index}` });
    }
  };
  push(nodes, '/nodes');
  let count = 0;
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (++count > MAX_NODES || waiting.length > MAX_NODES) {
      return tooManyNodes();
    }
    const { value, pointer } = next;
    if (!isMembers(value)) {
      found.add(finding('field-type', pointer, 'A node must be an object.'));
      continue;
    }
    if (!found.full) found.addAll(oneNode(value, pointer, level));
    for (const list of rawLists(value.type, value).reverse()) push(list.nodes, `${pointer}${list.pointer}`);
  }
  return undefined;
}

function oneNode(node: Members, pointer: string, level: Level): BlueprintFinding[] {
  const identity = identityFindings(node, pointer);
  const { type } = node;
  if (!isNodeType(type)) return identity;
  return [
    ...identity,
    ...unknownFields(type, node, pointer),
    ...valueFindings(type, node, pointer),
    ...(level === 'executable' ? missingFields(type, node, pointer) : []),
  ];
}

/** What is wrong with `id` and `type`, the two fields every stored node has; the form of `id` is the schema's to say. */
function identityFindings(node: Members, pointer: string): BlueprintFinding[] {
  const { id, type } = node;
  const findings: BlueprintFinding[] = [];
  if (id === undefined) {
    findings.push(finding('field-value', pointer, 'A node lacks `id`.', { fix: 'Give it an id.' }));
  } else if (typeof id === 'string' && FORBIDDEN_MEMBERS.has(id)) {
    findings.push(finding('field-value', `${pointer}/id`, `No node may be named ${quoted(id)}.`));
  }
  if (type === undefined) {
    const fix = `Use one of ${NODE_TYPES.join(', ')}.`;
    findings.push(finding('field-value', pointer, `${nodeLabel(node)} lacks \`type\`.`, { fix }));
  } else if (!isNodeType(type)) {
    const meant = typeof type === 'string' ? nearest(type, NODE_TYPES) : undefined;
    const fix =
      meant === undefined ? `Use one of ${NODE_TYPES.join(', ')}.` : `Did you mean ${quoted(meant)}?`;
    findings.push(
      finding('node-type-unknown', `${pointer}/type`, `Unknown node type: ${quoted(type)}.`, { fix }),
    );
  }
  return findings;
}

function knownMembers(value: Members): DraftBlueprint {
  const { blueprint_id, id, schema_version, nodes, metadata, inputs, outputs } = value;
  const members = { blueprint_id, id, schema_version, nodes, metadata, inputs, outputs };
  const present = Object.entries(members).filter(([, member]) => member !== undefined);
  // Every member that is there was checked against its schema above.
  return Object.fromEntries(present) as DraftBlueprint;
}
