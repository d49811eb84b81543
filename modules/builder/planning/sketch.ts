import { readBlueprint, type DraftNode } from '@iceos/core/blueprint';
import { changeInvalid } from '../builder.errors.js';
import { changed, readChange, requireWhole, stripped } from '../partial/change.js';
import { blueprintOf, type PartialDocument } from '../partial/document.js';

/** A partial blueprint that a client holds itself. */
export interface Sketch {
  /** What the client calls it. */
  readonly id: string | undefined;
  readonly document: PartialDocument;
}

const MOST_PATCHES = 50;
const LONGEST_ID = 200;

/** Reads a partial blueprint from a request, where it stands at `pointer`; throws `partial-invalid`. */
export function readSketch(value: Readonly<Record<string, unknown>>, pointer: string): Sketch {
  const { blueprint_id: id, nodes = [], metadata = {} } = value;
  const listed = Array.isArray(nodes) ? nodes.map((node) => (isObject(node) ? stripped(node) : node)) : nodes;
  const read = readBlueprint({ nodes: listed, metadata });
  if (!read.ok)
    throw changeInvalid(read.findings.map((found) => ({ ...found, pointer: pointer + found.pointer })));
  const document = { nodes: read.value.nodes, metadata: read.value.metadata ?? {} };
  requireWhole(document, pointer);
  return { id: typeof id === 'string' ? id.slice(0, LONGEST_ID) : undefined, document };
}

/** The sketch after all patches, which stand at `pointer` in the request; throws `partial-invalid`. */
export function patched({ id, document }: Sketch, patches: readonly unknown[], pointer: string): Sketch {
  if (patches.length > MOST_PATCHES) throw tooMany(pointer);
  const result = patches.reduce((current: PartialDocument, patch, at) => {
    const place = `${pointer}/${at}`;
    return changed(current, readChange(patch, place), place);
  }, document);
  requireWhole(result);
  return { id, document: result };
}

/** Ids of the nodes on a canvas, wherever it has them. */
export function idsOn(canvas: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  const blueprint = isObject(canvas['blueprint']) ? canvas['blueprint'] : canvas;
  const nodes = Array.isArray(blueprint['nodes']) ? (blueprint['nodes'] as unknown[]) : [];
  return new Set(
    nodes.flatMap((node) => (isObject(node) && typeof node['id'] === 'string' ? node['id'] : [])),
  );
}

/** Ids of the nodes of a sketch. */
export function idsIn({ document }: Sketch): ReadonlySet<string> {
  return new Set(blueprintOf(document).nodes.map(({ id }: DraftNode) => id));
}

function tooMany(pointer: string): Error {
  return changeInvalid([
    { code: 'patches-too-many', pointer, detail: `Send at most ${MOST_PATCHES} patches.`, severity: 'error' },
  ]);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
