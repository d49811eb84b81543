/** Said instead of undefined, so that a JSON null is told from nothing. */
export const ABSENT: unique symbol = Symbol('absent');

/**
 * The value at a dot path (docs/spec/blueprint.md 7): names and list indexes, `` or `.` for the whole. Own members only, so
 * nothing that JavaScript adds to every object can be reached.
 */
export function valueAt(root: unknown, path: string): unknown {
  if (path === '' || path === '.') return root;
  let value: unknown = root;
  for (const segment of path.split('.')) {
    if (Array.isArray(value)) {
      const index = /^\d{1,9}$/.test(segment) ? Number(segment) : -1;
      if (index < 0 || index >= value.length) return ABSENT;
      value = value[index];
    } else if (typeof value === 'object' && value !== null && Object.hasOwn(value, segment)) {
      value = (value as Record<string, unknown>)[segment];
    } else return ABSENT;
  }
  return value;
}
