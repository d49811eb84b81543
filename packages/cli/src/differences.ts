export interface Difference {
  /** JSON pointer of the place. */
  readonly pointer: string;
  /** Absent where nothing was expected. */
  readonly expected?: unknown;
  /** Absent where nothing was found. */
  readonly found?: unknown;
}

const MOST = 20;

/** Where two JSON values differ, in the order of the expected one; none when they are equal. At most twenty. */
export function differencesOf(expected: unknown, found: unknown): Difference[] {
  const differences: Difference[] = [];
  compare(expected, found, '', differences);
  return differences.slice(0, MOST);
}

function compare(expected: unknown, found: unknown, pointer: string, into: Difference[]): void {
  if (into.length >= MOST || Object.is(expected, found)) return;
  if (!isComposite(expected) || !isComposite(found) || Array.isArray(expected) !== Array.isArray(found)) {
    into.push({
      pointer,
      ...(expected === undefined ? {} : { expected }),
      ...(found === undefined ? {} : { found }),
    });
    return;
  }
  for (const name of new Set([...Object.keys(expected), ...Object.keys(found)])) {
    compare(memberOf(expected, name), memberOf(found, name), `${pointer}/${escaped(name)}`, into);
  }
}

function isComposite(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function memberOf(value: Record<string, unknown>, name: string): unknown {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
