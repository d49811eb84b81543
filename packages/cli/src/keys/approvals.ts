import type { EnrolKeyBody } from '@iceos/client';
import { decodeBase64 } from '@iceos/core/encoding';
import { fingerprintOf } from '@iceos/core/keys';
import type { CommandContext, CommandOptions } from '../context.js';
import { CommandError } from '../errors.js';
import { listOption, textOption } from '../options.js';
import { readApprovals, withSignatures, writeApprovals, type Approvals } from './approval-file.js';
import { askedText, sameAsked, type Asked } from './asked.js';
import { openKeys } from './signing-key.js';

/** Signatures of keys that agree to a change, as the server is sent them. */
type ApprovalBodies = NonNullable<EnrolKeyBody['approvals']>;

/** Signatures over exactly what is asked. */
export type Approve = (asked: Asked) => ApprovalBodies;

/**
 * Who agrees to a change of keys: the keys of this machine that `--approve` names, or `fallback` where it names none, and
 * whoever signed the file of `--approvals`, which must ask for that very change.
 */
export async function approvers(
  context: CommandContext,
  options: CommandOptions,
  fallback: readonly string[] = [],
): Promise<Approve> {
  const file = textOption(options, 'approvals');
  const given = file === undefined ? undefined : await readApprovals(file);
  const named = listOption(options, 'approve');
  const keys = await openKeys(context, named.length > 0 || given ? named : fallback);
  return (asked) => {
    if (given && !sameAsked(given.asked, asked)) throw otherAsked(file ?? '', given, asked);
    const { signatures } = withSignatures(given ?? { asked, signatures: [] }, keys);
    return signatures.map(({ fingerprint, value }) => ({ fingerprint, value }));
  };
}

/** Writes what is asked to the file of `--request`, signed by the keys of this machine that `--approve` names. */
export async function request(context: CommandContext, options: CommandOptions, asked: Asked): Promise<void> {
  const file = textOption(options, 'request') ?? '';
  const keys = await openKeys(context, listOption(options, 'approve'));
  const approvals = withSignatures({ asked, signatures: [] }, keys);
  await writeApprovals(file, approvals);
  tellApprovals(context, file, approvals);
}

/** Tells what a file asks for and who signed it. */
export function tellApprovals(
  { output }: Pick<CommandContext, 'output'>,
  file: string,
  { asked, signatures }: Approvals,
): void {
  const told = {
    file,
    asks: askedText(asked),
    signatures: signatures.map(({ name, fingerprint }) => ({ name, fingerprint })),
  };
  const signers = signatures.map(({ name, fingerprint }) => `signed by ${fingerprint} (${name})`);
  output.result(told, () =>
    [told.asks, ...(signers.length > 0 ? signers : ['nobody has signed'])].join('\n'),
  );
}

/** The key that a file asks to let sign; undefined when it asks for something else. */
export function keyAskedFor({
  asked,
}: Approvals): { fingerprint: string; replaces: string | null } | undefined {
  if ('version' in asked || asked.label !== 'iceos-key-rotation-v1') return undefined;
  const { public_key, replaces } = asked.statement;
  return { fingerprint: fingerprintOf(decodeBase64(public_key) as Uint8Array), replaces };
}

/** Refuses a file that asks for something else than what is to be done with it. */
export function otherAsked(file: string, { asked }: Approvals, wanted?: Asked): CommandError {
  return new CommandError('approvals-other', 'conflict', `What ${file} asks for is not what is done now.`, {
    hint: 'Give the file that was written for it; where the name space has changed since, write and sign it anew.',
    data: { found: askedText(asked), ...(wanted ? { expected: askedText(wanted) } : {}) },
  });
}
