import type { RootKeyEntry, TrustRootDocument } from '@iceos/core/trust';
import type { CommandContext, CommandOptions, CommandRun } from '../context.js';
import { CommandError, UsageError } from '../errors.js';
import { listOption, numberOption, textOption } from '../options.js';
import { writeDraft } from '../trust/root-drafts.js';
import {
  besideRootFile,
  delegation,
  readExpiry,
  readRootFile,
  rootKeys,
  THRESHOLDS,
} from '../trust/root-file.js';

export const run: CommandRun = async (context, [file = ''], options) => {
  const before = await readRootFile(file);
  const version = before.version + 1;
  const expires = readExpiry(textOption(options, 'expires'));
  if (before.expires !== undefined && expires === undefined)
    throw new UsageError(
      `Version ${before.version} expires at ${before.expires}.`,
      'Say when this one does with --expires.',
    );
  const { expires: _expires, signatures: _signatures, roles, ...kept } = before;
  const document: TrustRootDocument = {
    ...kept,
    version,
    created: new Date().toISOString(),
    ...(expires === undefined ? {} : { expires }),
    threshold: numberOption(options, 'threshold', THRESHOLDS) ?? before.threshold,
    keys: await changedKeys(context, before, options),
    ...(roles ? { roles } : {}),
    ...(await delegation(context, options)),
    signatures: [],
  };
  await writeDraft(context, textOption(options, 'output') ?? besideRootFile(file, version), document, before);
};

async function changedKeys(
  context: CommandContext,
  before: TrustRootDocument,
  options: CommandOptions,
): Promise<RootKeyEntry[]> {
  const removed = new Set<string>();
  for (const wanted of listOption(options, 'remove')) {
    const key = before.keys.find(({ name, fingerprint }) => name === wanted || fingerprint === wanted);
    if (!key)
      throw new CommandError('key-not-in-root', 'notFound', `The root has no key ${wanted}.`, {
        hint: `Its keys are ${before.keys.map(({ name }) => name).join(', ')}.`,
      });
    removed.add(key.fingerprint);
  }
  const kept = before.keys.filter(({ fingerprint }) => !removed.has(fingerprint));
  const added = await rootKeys(context, listOption(options, 'add'));
  return [...kept, ...added].toSorted((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));
}
