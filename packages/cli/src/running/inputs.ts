import { CommandError, UsageError } from '../errors.js';
import { readUserFile } from '../files.js';

export type Inputs = Readonly<Record<string, unknown>>;

/** The inputs that `-i name=value` gave. A value is JSON where it can be read as that, otherwise text; `@file` stands for the text of a file. */
export async function readInputs(given: readonly string[]): Promise<Inputs> {
  const inputs = new Map<string, unknown>();
  for (const text of given) {
    const at = text.indexOf('=');
    if (at < 1) {
      throw new UsageError(
        `${JSON.stringify(text.slice(0, 100))} is not an input.`,
        'Write `-i name=value`, or `-i name=@file` for the text of a file.',
      );
    }
    const name = text.slice(0, at);
    if (inputs.has(name)) throw new UsageError(`The input ${name} was given twice.`, 'Give it once.');
    inputs.set(name, await valueOf(name, text.slice(at + 1)));
  }
  // Own members only, whatever their names are.
  return Object.fromEntries(inputs);
}

async function valueOf(name: string, text: string): Promise<unknown> {
  if (!text.startsWith('@')) return parsed(text);
  const path = text.slice(1);
  const bytes = await readUserFile(path);
  try {
    return parsed(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new CommandError('input-invalid', 'invalid', `${path}, for the input ${name}, is not UTF-8 text.`, {
      hint: 'Give a text file.',
      cause,
    });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
