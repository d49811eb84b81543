import { CommandError, UsageError } from '../errors.js';
import type { CommandContext } from '../context.js';

/** Asks for a secret. Where nobody can be asked, it fails naming the way to give it: `instead`. */
export async function askSecret(context: CommandContext, question: string, instead: string): Promise<string> {
  requirePerson(context, question, instead);
  const { password, isCancel } = await import('@clack/prompts');
  const answer = await password({ message: question, output: process.stderr });
  if (isCancel(answer)) throw interrupted();
  return answer;
}

/** Asks for `wanted` to be typed, before something that cannot be undone; `instead` says what to give where nobody is. */
export async function confirmByTyping(
  context: CommandContext,
  question: string,
  wanted: string,
  instead: string,
): Promise<void> {
  requirePerson(context, question, instead);
  const { text, isCancel } = await import('@clack/prompts');
  const answer = await text({ message: `${question} Type ${wanted} to go on.`, output: process.stderr });
  if (isCancel(answer)) throw interrupted();
  if (answer !== wanted) throw new UsageError('That was not what was to be typed.', 'Nothing was done.');
}

function requirePerson({ mayAsk }: CommandContext, question: string, instead: string): void {
  if (!mayAsk) throw new UsageError(`There is nobody to be asked: ${question}`, instead);
}

function interrupted(): CommandError {
  return new CommandError('interrupted', 'interrupted', 'Interrupted.', { hint: 'Nothing was done.' });
}
