import type { DraftBlueprint } from '@iceos/core/blueprint';
import { blueprintInvalid } from '../compiler.errors.js';

const DELETE = '__delete__';

/**
 * `current` with the nodes of a patch: one whose id is there takes that one's place, a new one is added at the end, and one
 * of the type `__delete__` goes. What comes out is checked by the caller.
 */
export function patchedNodes(current: DraftBlueprint, patch: unknown): unknown {
  const { nodes } = (patch ?? {}) as { nodes?: unknown };
  if (!Array.isArray(nodes)) {
    throw blueprintInvalid([
      { code: 'field-type', pointer: '/nodes', detail: 'A patch is a list of `nodes`.', severity: 'error' },
    ]);
  }
  const patched = new Map<unknown, unknown>(current.nodes.map((node) => [node.id, node]));
  for (const [index, node] of (nodes as unknown[]).entries()) {
    const { id, type } = (typeof node === 'object' && node !== null ? node : {}) as Record<string, unknown>;
    if (type !== DELETE) patched.set(id ?? Symbol('no id'), node);
    else if (!patched.delete(id)) {
      throw blueprintInvalid([
        {
          code: 'node-unknown',
          pointer: `/nodes/${index}/id`,
          detail: `There is no node ${JSON.stringify(id) ?? 'without id'} to delete.`,
          severity: 'error',
        },
      ]);
    }
  }
  return { ...current, nodes: [...patched.values()] };
}
