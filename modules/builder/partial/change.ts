import { hasMoreNodes, type DraftNode } from '@iceos/core/blueprint';
import type { Finding } from '@iceos/core/errors';
import { changeInvalid, partialTooLarge } from '../builder.errors.js';
import type { PartialDocument } from './document.js';

/** A document that was not read yet: what a node in it says of itself may be anything. */
export interface Unread {
  readonly document: PartialDocument;
  /** Where nodes that are new in it stand in the request. */
  readonly places: ReadonlyMap<unknown, string>;
}

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
/** Members of one node: several times what any type has. More are not carried from change to change. */
const MAX_MEMBERS = 200;
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

/** A document that is kept, or nothing yet: no node of it is new. */
export function unchanged(document: PartialDocument = { nodes: [], metadata: {} }): Unread {
  return { document, places: new Map() };
}

/** A document of one node, which is the whole of the request; throws `partial-invalid`. */
export function begun(node: unknown): Unread {
  if (!isObject(node)) return refuse('', 'A node is an object.');
  return placed(unchanged().document, stripped(node), 0, new Map(), '');
}

/**
 * What a change makes of a document; its nodes are read afterwards, all at once and not here. Throws `partial-invalid` for a
 * node that is there already, or is not there. `pointer` is where the change stands in the request.
 */
export function changed(before: Unread, change: Change, pointer = ''): Unread {
  const { places } = before;
  const { nodes, metadata } = before.document;
  if (change.action === 'suggest') return { document: { nodes, metadata }, places };
  if (change.action === 'add_node')
    return placed({ nodes, metadata }, stripped(change.node), nodes.length, places, `${pointer}/node`);
  const at = indexOf(nodes, change.node_id, pointer);
  if (change.action === 'remove_node')
    return { document: { nodes: nodes.toSpliced(at, 1), metadata }, places };
  const place = `${pointer}/updates`;
  requireFew(change.updates as object, place);
  const node = { ...nodes[at], ...stripped(change.updates) } as DraftNode;
  return placed({ nodes, metadata }, node, at, places, place);
}

/** The document with `node` at `at`; no other has the same id. */
function placed(
  { nodes, metadata }: PartialDocument,
  node: DraftNode,
  at: number,
  places: Unread['places'],
  place: string,
): Unread {
  requireFew(node, place);
  const { id } = node;
  if (typeof id === 'string' && nodes.some((other, index) => index !== at && idIn(other) === id))
    return refuse(
      `${place}/id`,
      `There is a node '${id.slice(0, 80)}' already.`,
      'id-duplicate',
      'Give it another id.',
    );
  const grown = [...nodes];
  grown[at] = node;
  return { document: { nodes: grown, metadata }, places: new Map(places).set(node, place) };
}

function requireFew(node: object, pointer: string): void {
  if (Object.keys(node).length <= MAX_MEMBERS) return;
  refuse(pointer, 'No node has that many members.', 'field-unknown', 'Send the fields of its type only.');
}

/** Throws `partial-too-large` for a document that is larger than may be kept, before anybody reads it. */
export function requireBounds({ nodes, metadata }: PartialDocument): void {
  if (hasMoreNodes(nodes, MAX_PARTIAL_NODES)) throw partialTooLarge(`${MAX_PARTIAL_NODES} nodes`);
  if (Buffer.byteLength(JSON.stringify({ nodes, metadata })) > MAX_BYTES) throw partialTooLarge('1 MiB');
}

/**
 * Refuses a document that cannot be read, for what reading found; each finding points into the request, where the document
 * itself stands at `pointer`.
 */
export function unreadable(
  { document: { nodes }, places }: Unread,
  found: readonly Finding[],
  pointer = '',
): Error {
  return changeInvalid(
    found.map((one) => {
      const [, index, rest = ''] = /^\/nodes\/(\d+)(.*)$/s.exec(one.pointer) ?? [];
      const place = index === undefined ? undefined : places.get(nodes[Number(index)]);
      return { ...one, pointer: place === undefined ? pointer + one.pointer : place + rest };
    }),
  );
}

/** A node without what it is only shown with. */
export function stripped(node: unknown): DraftNode {
  const members = Object.entries(node as object).filter(([name]) => !SHOWN_ONLY.has(name));
  // It is read before it is kept.
  return Object.fromEntries(members) as unknown as DraftNode;
}

function indexOf(nodes: readonly DraftNode[], id: string, pointer: string): number {
  const at = nodes.findIndex((node) => idIn(node) === id);
  if (at !== -1) return at;
  return refuse(`${pointer}/node_id`, `There is no node '${id.slice(0, 80)}'.`, 'node-unknown');
}

/** The id of what may be a node. */
export function idIn(node: unknown): unknown {
  return isObject(node) ? node['id'] : undefined;
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
