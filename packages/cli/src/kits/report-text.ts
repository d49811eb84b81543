import { style } from '../output.js';
import { shortened } from '../ui/table.js';
import type { Difference } from '../differences.js';
import type { ExampleResult } from './examples.js';
import type { CallReport } from './workshop.js';

const LONGEST = 200;

/** `12.3 ms, CPU 9.1 ms, 2 host calls, 14.2 MiB`. */
export function measuredText({
  wall_ms: wall,
  cpu_ms: cpu,
  host_calls: calls,
  peak_bytes: peak,
}: Measured): string {
  return [
    `${wall} ms`,
    ...(cpu === undefined ? [] : [`CPU ${cpu} ms`]),
    `${calls} host call${calls === 1 ? '' : 's'}`,
    ...(peak === undefined ? [] : [`${(peak / 1024 / 1024).toFixed(1)} MiB`]),
  ].join(', ');
}
type Measured = Pick<CallReport, 'wall_ms' | 'cpu_ms' | 'host_calls' | 'peak_bytes'>;

/** `code: message`, and whether it may be tried again. */
export function errorText({ code, message, retryable }: NonNullable<CallReport['error']>): string {
  return `${code}: ${message}${retryable ? ' (may be tried again)' : ''}`;
}

/** One line for an example, and below it why it failed. */
export function exampleText(result: ExampleResult): string {
  const { tool, example, passed, error, differences } = result;
  const mark = passed ? style('green', '✓') : style('red', '✗');
  return [
    `${mark} ${tool}: ${example} (${measuredText(result)})`,
    ...(error ? [`    ${errorText(error)}`] : []),
    ...differences.flatMap(differenceLines),
  ].join('\n');
}

function differenceLines(difference: Difference): string[] {
  const { pointer } = difference;
  return [
    `    ${style('cyan', pointer || '(whole output)')}`,
    ...('expected' in difference ? [`      ${style('green', `- ${valueText(difference.expected)}`)}`] : []),
    ...('found' in difference ? [`      ${style('red', `+ ${valueText(difference.found)}`)}`] : []),
  ];
}

function valueText(value: unknown): string {
  return shortened(JSON.stringify(value), LONGEST);
}
