import { parseNamespace, parsePackageName } from '@iceos/core/names';
import { isRange } from '@iceos/core/semver';
import { BuildError } from './errors.js';

/** Where a bare kit name in `dependencies.toolkits` is looked for. */
const FIRST_PARTY = 'iceos';
const FORM = /^(?:([^/@]+)\/)?([^/@]+)@(.+)$/;

/** `kit@range` and `namespace/kit@range` as the `dependencies` of a manifest: `namespace/kit` to range, sorted. */
export function dependenciesOf(toolkits: readonly string[]): Record<string, string> {
  const found = new Map<string, string>();
  for (const text of toolkits) {
    const [, namespace = FIRST_PARTY, name = '', range = ''] = FORM.exec(text) ?? [];
    if (!isRange(range))
      throw new BuildError('dependency-invalid', `${JSON.stringify(text)} names no kit and range.`);
    const key = `${parseNamespace(namespace)}/${parsePackageName(name)}`;
    if (found.has(key)) throw new BuildError('dependency-invalid', `${key} stands twice among the toolkits.`);
    found.set(key, range);
  }
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}
