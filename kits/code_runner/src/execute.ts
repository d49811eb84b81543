import { isToolError, ToolError } from '@iceos/sdk';
import { codeHost, type FullHost } from './code-host.js';
import { readPrepared, type Prepared } from './prepared.js';

type Code = (input: unknown, inputs: unknown, console: object, host: object) => unknown;

const LEVELS = {
  debug: 'debug',
  trace: 'debug',
  log: 'info',
  info: 'info',
  dir: 'info',
  table: 'info',
  warn: 'warn',
  error: 'error',
} as const;
const MAX_LOGS = 1_000;
const MAX_MESSAGE = 10_000;

/**
 * The function whose body is the source. What it does not return, it may leave in `output`, which it may also declare
 * itself. Throws a `ToolError` with the code `syntax-error`.
 */
function compile(prepared: Prepared): Code {
  try {
    const body = `let output; return (function () {${prepared.source}\n;return output;}).call(undefined);`;
    // Running given code is the purpose, inside a component that has nothing but its own input.
    // oxlint-disable-next-line typescript/no-implied-eval
    return new Function('input', 'inputs', 'console', 'host', body) as Code;
  } catch (error) {
    throw new ToolError('syntax-error', said(error) + lineIn(error, prepared));
  }
}

/**
 * `source` carried out on `input`. What it throws keeps its name and message, under the code `code-failed`, with the line of
 * the source where there is one.
 */
export async function execute(source: string, input: unknown, host: FullHost): Promise<unknown> {
  const prepared = readPrepared(source);
  const code = compile(prepared);
  try {
    return await code(input, inputsOf(input), consoleInto(host), codeHost(host, prepared.granted));
  } catch (error) {
    if (isToolError(error)) throw error;
    throw new ToolError('code-failed', said(error) + lineIn(error, prepared));
  }
}

/** The inputs of the run among what the node sees; for a caller that has no run, all that it sees. */
function inputsOf(input: unknown): unknown {
  const own = typeof input === 'object' && input !== null && Object.hasOwn(input, 'inputs');
  return own ? (input as { inputs: unknown }).inputs : input;
}

/** A console that keeps what is written, as it is written, up to a number of entries that no reader would go beyond. */
function consoleInto({ log }: FullHost): object {
  let written = 0;
  const keep =
    (level: (typeof LEVELS)[keyof typeof LEVELS]) =>
    (...values: unknown[]) => {
      written += 1;
      if (written <= MAX_LOGS) log[level](values.map(textOf).join(' ').slice(0, MAX_MESSAGE));
    };
  return Object.fromEntries(Object.entries(LEVELS).map(([name, level]) => [name, keep(level)]));
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Error) return said(value);
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}

function said(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : textOf(error);
}

/** Lines that the engine puts before the body of a function made from text. */
const LINES_BEFORE = 2;

/** ` (line 3)`: the innermost line of the source that the stack of `error` names; nothing when it names none. */
function lineIn(error: unknown, { source, lines }: Prepared): string {
  const stack = (error instanceof Error && error.stack) || '';
  for (const [, text] of stack.matchAll(/<input>:(\d+)/g)) {
    const last = source.split('\n').length;
    const line = Math.min(Math.max(Number(text) - LINES_BEFORE, 1), last);
    const own = lines ? (lines[line - 1] ?? 0) : line;
    if (own > 0) return ` (line ${own})`;
  }
  return '';
}
