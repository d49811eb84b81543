import { parseNamespace, parsePackageName } from '@iceos/core/names';
import { isRange } from '@iceos/core/semver';
import { UsageError } from '../errors.js';

/** Reads `namespace/name[@range]` as it was typed: the name, and the range where one was given. */
export function readRequirement(text: string): readonly [name: string, range: string | undefined] {
  const [, namespace, name, range] = /^([^/@]+)\/([^/@]+)(?:@(.+))?$/.exec(text) ?? [];
  if (namespace === undefined || name === undefined || (range !== undefined && !isRange(range))) {
    throw new UsageError(
      `${JSON.stringify(text.slice(0, 100))} names no package.`,
      'Write namespace/name or namespace/name@range, for example iceos/echo_tool@^1.0.0.',
    );
  }
  return [`${parseNamespace(namespace)}/${parsePackageName(name)}`, range];
}
