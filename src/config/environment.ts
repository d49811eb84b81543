import type { Kind } from './kinds.js';

/** One thing that is wrong with the environment. */
export interface Mistake {
  readonly name: string;
  /** As it should be shown: secrets are hidden. */
  readonly shown: string;
  readonly expected: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The mistakes of one start, all of them; `message` lists them for people. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly mistakes: readonly Mistake[]) {
    super(
      [
        `The environment has ${mistakes.length === 1 ? 'a mistake' : `${mistakes.length} mistakes`}:`,
        ...mistakes.map(({ name, shown, expected }) => `  ${name}=${shown}\n    expected ${expected}`),
      ].join('\n'),
    );
  }
}

/**
 * Reads variables one by one and remembers what does not parse, so that a start can tell all mistakes at once. An empty
 * variable counts as unset.
 */
export class EnvironmentReader {
  readonly mistakes: Mistake[] = [];
  private readonly known = new Map<string, Kind<unknown>>();

  constructor(private readonly environment: Environment) {}

  read<Value>(name: string, kind: Kind<Value>): Value | undefined {
    this.known.set(name, kind);
    const text = this.environment[name];
    if (text === undefined || text === '') return undefined;
    const value = kind.parse(text);
    if (value === undefined) this.blame(name, kind.expected);
    return value;
  }

  /** Records that the value of `name`, though well formed, cannot be used here. */
  blame(name: string, expected: string): void {
    const text = this.environment[name] ?? '';
    const shown = this.known.get(name)?.secret ? '(hidden)' : JSON.stringify(text.slice(0, 200));
    this.mistakes.push({ name, shown, expected });
  }

  /** Variables that look like ours, are set, and that neither this server nor `others` ever read. */
  unknown(others: ReadonlySet<string>): string[] {
    return Object.keys(this.environment)
      .filter((name) => /^ICE(?:OS)?_/.test(name) && !this.known.has(name) && !others.has(name))
      .sort();
  }

  /** The name of ours that `name` was most likely meant to be. */
  nearest(name: string): string | undefined {
    let best: string | undefined;
    let least = 4;
    for (const candidate of this.known.keys()) {
      const distance = editDistance(name, candidate);
      if (distance < least) [best, least] = [candidate, distance];
    }
    return best;
  }
}

/** Levenshtein distance of two short texts. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
