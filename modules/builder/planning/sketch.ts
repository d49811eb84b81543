import { readBlueprint, refusedAtSight, type DraftNode } from '@iceos/core/blueprint';
import { changeInvalid } from '../builder.errors.js';
import {
  changed,
  idIn,
  readChange,
  requireBounds,
  stripped,
  unchanged,
  unreadable,
  type Unread,
} from '../partial/change.js';

/** A partial blueprint that a client holds itself, as it was sent. */
export interface Sketch extends Unread {
  /** What the client calls it. */
  readonly id: string | undefined;
  /** Where it stands in the request. */
  readonly pointer: string;
}

const MOST_PATCHES = 50;
const LONGEST_ID = 200;

/**
 * A partial blueprint from a request, where it stands at `pointer`: no larger than may be kept, and with nodes that nobody has
 * read. Throws `partial-too-large` and `partial-invalid`.
 */
export function readSketch(value: Readonly<Record<string, unknown>>, pointer: string): Sketch {
  const { blueprint_id: id, nodes = [], metadata = {} } = value;
  if (!Array.isArray(nodes) || !isObject(metadata)) throw noDocument({ nodes, metadata }, pointer);
  requireBounds({ nodes, metadata });
  const document = {
    nodes: nodes.map((node) => (isObject(node) ? stripped(node) : (node as DraftNode))),
    metadata,
  };
  const name = typeof id === 'string' ? id.slice(0, LONGEST_ID) : undefined;
  return { id: name, pointer, ...unchanged(document) };
}

/** What the reader says of a document without nodes or metadata that could be any. */
function noDocument({ nodes, metadata }: { nodes: unknown; metadata: unknown }, pointer: string): Error {
  const read = readBlueprint({
    nodes: Array.isArray(nodes) ? [] : nodes,
    metadata: isObject(metadata) ? {} : metadata,
  });
  return unreadable(unchanged(), read.ok ? [] : read.findings, pointer);
}

/** The sketch after all patches, which stand at `pointer` in the request; throws `partial-invalid`. */
export function patched(sketch: Sketch, patches: readonly unknown[], pointer: string): Sketch {
  if (patches.length > MOST_PATCHES) throw tooMany(pointer);
  const result = patches.reduce((current: Unread, patch, at) => {
    const place = `${pointer}/${at}`;
    return changed(current, readChange(patch, place), place);
  }, sketch);
  return { ...sketch, ...result };
}

/** Ids of the nodes on a canvas, wherever it has them; throws `partial-invalid` where no blueprint has as many. */
export function idsOn(canvas: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  const inside = isObject(canvas['blueprint']) ? canvas['blueprint'] : undefined;
  const blueprint = inside ?? canvas;
  const crowd = refusedAtSight(blueprint);
  if (crowd.length > 0)
    throw unreadable(unchanged(), crowd, inside ? '/canvas_state/blueprint' : '/canvas_state');
  const nodes = Array.isArray(blueprint['nodes']) ? (blueprint['nodes'] as unknown[]) : [];
  return idsOf(nodes);
}

/** Ids of the nodes of a sketch. */
export function idsIn({ document }: Sketch): ReadonlySet<string> {
  return idsOf(document.nodes);
}

function idsOf(nodes: readonly unknown[]): ReadonlySet<string> {
  return new Set(nodes.map(idIn).filter((id) => typeof id === 'string'));
}

function tooMany(pointer: string): Error {
  return changeInvalid([
    { code: 'patches-too-many', pointer, detail: `Send at most ${MOST_PATCHES} patches.`, severity: 'error' },
  ]);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
