import { realpathSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { askChild } from './child.js';
import { compile } from './compile.js';
import { BuildError } from './errors.js';

const DEADLINE_MS = 10_000;

export interface EvaluateOptions {
  readonly deadlineMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Evaluates a module of ours, `entry`, with the sources in `dir` that it imports, and answers the one message that it sends:
 * in a throw-away process with an empty environment, no file access and a deadline, never in ours. Rejects with a
 * `BuildError`. What comes back was made by code that is not ours.
 */
export async function evaluate(
  dir: string,
  entry: string,
  { deadlineMs = DEADLINE_MS, signal }: EvaluateOptions,
): Promise<unknown> {
  const source = await compile({ root: dir, entry, lowerAsync: false, sourceMap: true });
  const outcome = await askChild({
    args: ['--permission', '--enable-source-maps', '--max-old-space-size=512', '--input-type=module', '-'],
    stdin: source,
    cwd: dir,
    deadlineMs,
    signal,
  });
  if (outcome.kind === 'answered') return outcome.message;
  if (outcome.kind === 'failed') throw loadError(dir, outcome.detail);
  throw new BuildError(
    'sources-timeout',
    `Loading the sources took longer than ${deadlineMs / 1000} seconds.`,
  );
}

/** What a module threw while it loaded, and where, out of the report that Node prints when it dies of it. */
function loadError(dir: string, report: string): BuildError {
  const [, message = report] = /^(?:Uncaught )?(\w*Error\b.*)$/m.exec(report) ?? [];
  const stack = report.slice(report.indexOf('    at '));
  const [, file = '', line, column] = /\(?([^\s(]+):(\d+):(\d+)\)?$/m.exec(stack) ?? [];
  const root = realpathSync(dir) + sep;
  if (!file.startsWith(root)) return new BuildError('sources-failed', message);
  const place = { file: relative(root, file), line: Number(line), column: Number(column) };
  return new BuildError('sources-failed', message, { place });
}
