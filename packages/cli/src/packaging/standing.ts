import type { VersionResponse } from '@iceos/client';
import type { CommandContext } from '../context.js';

/** Tells how a version stands after it was changed. */
export function tellStanding({ output }: CommandContext, version: VersionResponse): void {
  const { namespace, name, yanked, deprecated } = version;
  const marks = [...(yanked ? ['yanked'] : []), ...(deprecated ? ['deprecated'] : [])];
  output.result(
    version,
    () => `${namespace}/${name}@${version.version} is ${marks.join(' and ') || 'in good standing'}`,
  );
}
