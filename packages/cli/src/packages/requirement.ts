import { parseNamespace, parsePackageName, parseVersion } from '@iceos/core/names';
import { isRange } from '@iceos/core/semver';
import { UsageError } from '../errors.js';

/** What was asked for: the name, and the range where one was given. */
export type Requirement = readonly [name: string, range: string | undefined];

/** Reads `namespace/name[@range]` as it was typed. */
export function readRequirement(text: string): Requirement {
  const [, namespace, name, range] = /^([^/@]+)\/([^/@]+)(?:@(.+))?$/.exec(text) ?? [];
  if (namespace === undefined || name === undefined || (range !== undefined && !isRange(range))) {
    throw new UsageError(
      `${JSON.stringify(text.slice(0, 100))} names no package.`,
      'Write namespace/name or namespace/name@range, for example iceos/echo_tool@^1.0.0.',
    );
  }
  return [`${parseNamespace(namespace)}/${parsePackageName(name)}`, range];
}

/** The packages that were asked for in one very version. */
export function namedExactly(wanted: readonly Requirement[]): Set<string> {
  return new Set(wanted.filter(([, range]) => range !== undefined && isVersion(range)).map(([name]) => name));
}

function isVersion(text: string): boolean {
  try {
    parseVersion(text);
    return true;
  } catch {
    return false;
  }
}
