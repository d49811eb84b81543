import { digestOf } from '@iceos/core/digest';
import type { RootKeyEntry } from '@iceos/core/trust';
import type { CommandRun } from '../context.js';
import { UsageError } from '../errors.js';
import { listOption, numberOption, textOption } from '../options.js';
import { writeDraft } from '../trust/root-drafts.js';
import { delegation, readExpiry, rootKeys, THRESHOLDS } from '../trust/root-file.js';

export const run: CommandRun = async (context, _args, options) => {
  const keys = await rootKeys(context, listOption(options, 'key'));
  if (keys.length === 0) throw new UsageError('A root needs a key.', 'Give each with --key FILE.');
  const expires = readExpiry(textOption(options, 'expires'));
  const document = {
    schema_version: 'trust-root.v0' as const,
    id: textOption(options, 'id') ?? idOf(keys),
    version: 1,
    created: new Date().toISOString(),
    ...(expires === undefined ? {} : { expires }),
    threshold: numberOption(options, 'threshold', THRESHOLDS) ?? 1,
    keys,
    ...(await delegation(context, options)),
    signatures: [],
  };
  await writeDraft(context, textOption(options, 'output') ?? 'root/1.json', document, undefined);
};

/** An id that no other keys give. */
function idOf(keys: readonly RootKeyEntry[]): string {
  const fingerprints = keys.map(({ fingerprint }) => fingerprint).join('\n');
  return `iceos-${digestOf(new TextEncoder().encode(fingerprints)).slice(0, 16)}`;
}
