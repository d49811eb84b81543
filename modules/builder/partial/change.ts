import { readBlueprint, type DraftNode } from '@iceos/core/blueprint';
import { canonicalBytes } from '@iceos/core/canonical';
import type { Finding } from '@iceos/core/errors';
import { buildGraph } from '@iceos/core/graph';
import { changeInvalid, partialTooLarge } from '../builder.errors.js';
import { blueprintOf, type PartialDocument } from './document.js';

/** What a client asks for; `suggest` only looks at everything again. */
export type Change =
  | { readonly action: 'add_node'; readonly node: unknown }
  | { readonly action: 'remove_node'; readonly node_id: string }
  | { readonly action: 'update_node'; readonly node_id: string; readonly updates: unknown }
  | { readonly action: 'suggest' };

export const ACTIONS = ['add_node', 'remove_node', 'update_node', 'suggest'] as const;
/** Nested ones included. Each change looks at every node again, so there are fewer than a blueprint may have. */
const MAX_PARTIAL_NODES = 500;
const MAX_BYTES = 1024 * 1024;
/** What a node is shown with, and what is taken off when it comes back. */
const SHOWN_ONLY = new Set(['pending_inputs', 'pending_outputs', 'suggestions']);

/** Reads a change; throws `partial-invalid`. `pointer` is where it stands in the request. */
export function readChange(value: unknown, pointer = ''): Change {
  const { action, node, node_id: id, updates } = isObject(value) ? value : {};
  switch (action) {
    case 'suggest':
      return { action };
    case 'add_node':
      return {
        action,
        node: isObject(node) ? node : refuse(`${pointer}/node`, '`add_node` needs a `node`.'),
      };
    case 'remove_node':
      return { action, node_id: idOf(id, action, pointer) };
    case 'update_node':
      if (isObject(updates)) return { action, node_id: idOf(id, action, pointer), updates };
      return refuse(`${pointer}/updates`, '`update_node` needs an object `updates`.');
    default:
      return refuse(`${pointer}/action`, `The action is one of ${ACTIONS.join(', ')}.`);
  }
}

/** `document` after a change; throws `partial-invalid` for nodes that cannot be read, are there already, or are not there. */
export function changed(document: PartialDocument, change: Change, pointer = ''): PartialDocument {
  const { nodes, metadata } = document;
  if (change.action === 'suggest') return { nodes, metadata };
  if (change.action === 'add_node') {
    const grown = [...nodes, stripped(change.node)];
    return accepted({ nodes: grown, metadata }, nodes.length, `${pointer}/node`);
  }
  const at = indexOf(nodes, change.node_id, pointer);
  if (change.action === 'remove_node') return { nodes: nodes.toSpliced(at, 1), metadata };
  const node = { ...nodes[at], ...stripped(change.updates) } as DraftNode;
  return accepted({ nodes: nodes.with(at, node), metadata }, at, `${pointer}/updates`);
}

/** The document, if its changed node `at` can be read and no other has the same id; the request has the node at `pointer`. */
function accepted(document: PartialDocument, at: number, pointer: string): PartialDocument {
  const own = document.nodes[at];
  const read = readBlueprint({ nodes: [own] });
  if (!read.ok)
    throw changeInvalid(read.findings.map((found) => ({ ...found, pointer: placed(found, pointer) })));
  if (document.nodes.some(({ id }, other) => other !== at && id === own?.id))
    return refuse(
      `${pointer}/id`,
      `There is a node '${own?.id}' already.`,
      'id-duplicate',
      'Give it another id.',
    );
  return document;
}

function placed({ pointer: found }: Finding, pointer: string): string {
  return found.startsWith('/nodes/0') ? pointer + found.slice('/nodes/0'.length) : pointer;
}

/** Throws unless the whole of a document can be read and is no larger than may be kept; `pointer` is where it stands. */
export function requireWhole(document: PartialDocument, pointer = ''): void {
  if (canonicalBytes(document).length > MAX_BYTES) throw partialTooLarge('1 MiB');
  const read = readBlueprint(blueprintOf(document));
  if (!read.ok)
    throw changeInvalid(read.findings.map((found) => ({ ...found, pointer: pointer + found.pointer })));
  const count = buildGraph(read.value.nodes).graph.places.length;
  if (count > MAX_PARTIAL_NODES) throw partialTooLarge(`${MAX_PARTIAL_NODES} nodes`);
}

/** A node without what it is only shown with. */
export function stripped(node: unknown): DraftNode {
  const members = Object.entries(node as object).filter(([name]) => !SHOWN_ONLY.has(name));
  // It is read before it is kept.
  return Object.fromEntries(members) as unknown as DraftNode;
}

function indexOf(nodes: readonly DraftNode[], id: string, pointer: string): number {
  const at = nodes.findIndex((node) => node.id === id);
  if (at !== -1) return at;
  return refuse(`${pointer}/node_id`, `There is no node '${id.slice(0, 80)}'.`, 'node-unknown');
}

function idOf(id: unknown, action: string, pointer: string): string {
  return typeof id === 'string' && id !== ''
    ? id
    : refuse(`${pointer}/node_id`, `\`${action}\` needs a \`node_id\`.`);
}

function refuse(pointer: string, detail: string, code = 'change-invalid', fix?: string): never {
  const finding: Finding = {
    code,
    pointer,
    detail,
    severity: 'error',
    ...(fix === undefined ? {} : { fix }),
  };
  throw changeInvalid([finding]);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
