import { CodedError } from '@iceos/core/errors';
import { known } from './errors.js';
import { exitCodeOf, isRetryable } from './exit-codes.js';
import { codeFrame } from './ui/code-frame.js';
import { style } from './ui/style.js';

export { style };

export interface OutputOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/**
 * Where everything that `ice` says goes: the result to stdout, all else to stderr. With `--json` stdout holds the result as
 * data and nothing else.
 */
export class Output {
  /** Whether a person is looking: no progress is drawn, and nothing is asked, otherwise. */
  readonly interactive: boolean;

  constructor(
    readonly options: OutputOptions,
    env: NodeJS.ProcessEnv = process.env,
  ) {
    const terminals = process.stderr.isTTY && process.stdin.isTTY;
    this.interactive = !options.json && terminals && !env.CI && env.TERM !== 'dumb';
  }

  /** The result of the command: `data` for programs, `text` for people. */
  result(data: unknown, text: () => string): void {
    process.stdout.write(this.options.json ? `${JSON.stringify(data)}\n` : `${text()}\n`);
  }

  /** The result where it is a text of its own, such as a manifest: the same bytes for everybody. */
  raw(text: string): void {
    process.stdout.write(text);
  }

  /** One of many results that are told as they come: a line of data, or what `text` says to people. */
  line(data: unknown, text: () => string | undefined): void {
    if (this.options.json) process.stdout.write(`${JSON.stringify(data)}\n`);
    else {
      const shown = text();
      if (shown !== undefined) this.note(shown);
    }
  }

  /** What is being done or was done, for people. */
  note(text: string): void {
    if (!this.options.quiet && !this.options.json) process.stderr.write(`${text}\n`);
  }

  /** What to do next, after success. */
  next(command: string, why: string): void {
    this.note(`${style('dim', 'next')}  ${style('bold', command)}  ${style('dim', why)}`);
  }

  warn(text: string): void {
    process.stderr.write(`${style('yellow', 'warning')} ${text}\n`);
  }

  detail(text: string): void {
    if (this.options.verbose) process.stderr.write(`${style('dim', text)}\n`);
  }

  /** An error with its places, its safe next step and, for programs, its code. Answers with the exit code. */
  error(thrown: unknown): number {
    const error = known(thrown);
    const exitCode = exitCodeOf(error);
    const text = this.options.json
      ? `${JSON.stringify({ error: asData(error, exitCode) })}\n`
      : asText(error);
    process.stderr.write(text);
    if (this.options.verbose && error instanceof Error && error.stack) this.detail(error.stack);
    return exitCode;
  }
}

const UNEXPECTED = 'Run it again with --verbose; if it stays, report what that prints.';

function asData(error: unknown, exitCode: number): Record<string, unknown> {
  const common = { exit_code: exitCode, retryable: isRetryable(error) };
  if (!(error instanceof CodedError))
    return { code: 'failed', detail: messageOf(error), hint: UNEXPECTED, ...common };
  const { code, message, hint, findings, data } = error;
  return {
    ...data,
    code,
    detail: message,
    ...(hint === undefined ? {} : { hint }),
    ...(findings.length === 0 ? {} : { errors: findings }),
    ...common,
  };
}

const MOST_FINDINGS = 20;

function asText(error: unknown): string {
  if (!(error instanceof CodedError)) {
    return `${style('red', 'error')} ${messageOf(error)}\n${fixLine(UNEXPECTED)}\n`;
  }
  const { code, message, hint, findings, data } = error;
  const lines = [`${style('red', `error[${code}]`)} ${message}`, ...sourceLine(data.place)];
  for (const { pointer, detail, fix, severity } of findings.slice(0, MOST_FINDINGS)) {
    const where = style('cyan', pointer || '(whole document)');
    lines.push(`  ${style(severity === 'error' ? 'red' : 'yellow', severity)} ${where} ${detail}`);
    if (fix) lines.push(`        ${style('dim', fix)}`);
  }
  if (findings.length > MOST_FINDINGS) lines.push(`  … and ${findings.length - MOST_FINDINGS} more`);
  for (const member of ['expected', 'found', 'request_id'] as const) {
    const value = data[member];
    if (typeof value === 'string')
      lines.push(`  ${style('dim', `${member.replace('_id', '').padEnd(9)} ${value}`)}`);
  }
  if (hint) lines.push(fixLine(hint));
  return `${lines.join('\n')}\n`;
}

function fixLine(hint: string): string {
  return `  ${style('green', 'fix')}       ${hint}`;
}

/** The line of the source that an error of the build names, with a mark under the column. */
function sourceLine(place: unknown): string[] {
  const { line, column, text } = (place ?? {}) as { line?: unknown; column?: unknown; text?: unknown };
  if (typeof text !== 'string' || typeof line !== 'number' || typeof column !== 'number') return [];
  return codeFrame({ line, column, text });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
