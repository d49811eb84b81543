import type { CommandContext, CommandOptions } from '../context.js';

/** Whether a local run loads only what verified manifests list: `--no-dynamic`, or `ICEOS_NO_DYNAMIC`. */
export function isStrict({ settings }: CommandContext, options: CommandOptions): boolean {
  return options.dynamic === false || settings.noDynamic;
}
