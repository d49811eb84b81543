import type { Finding } from '@iceos/core/errors';
import { style } from '../output.js';
import { codeFrame } from '../ui/code-frame.js';
import { printable } from '../ui/printable.js';
import type { FileFinding } from './read.js';

/** Findings of one file for people: where, what, the source around it, and how to mend it. */
export function findingsText(file: string, findings: readonly FileFinding[]): string {
  return findings.map((found) => findingText(file, found)).join('\n\n');
}

function findingText(file: string, { severity, code, pointer, detail, fix, place }: FileFinding): string {
  const where = place ? `${file}:${place.line}:${place.column}` : file;
  return [
    `${style('bold', where)} ${style(severity === 'error' ? 'red' : 'yellow', `${severity}[${code}]`)} ${printable(detail)}`,
    `  ${style('dim', 'at')}   ${style('cyan', printable(pointer) || '(whole document)')}`,
    ...(place ? codeFrame(place) : []),
    ...(fix ? [`  ${style('green', 'fix')}  ${printable(fix)}`] : []),
  ].join('\n');
}

/** A finding as data, with the names that the API has: its place flat, without the text around it. */
export function findingData({
  code,
  severity,
  pointer,
  detail,
  fix,
  nodeId,
  place,
}: FileFinding): FindingData {
  return {
    code,
    severity,
    pointer,
    detail,
    ...(fix === undefined ? {} : { fix }),
    ...(nodeId === undefined ? {} : { node_id: nodeId }),
    ...(place ? { line: place.line, column: place.column } : {}),
  };
}

export interface FindingData extends Finding {
  readonly node_id?: string;
  readonly line?: number;
  readonly column?: number;
}

/** `2 errors, 1 warning`. */
export function countsText(findings: readonly Finding[]): string {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return [plural(errors, 'error'), plural(findings.length - errors, 'warning')].join(', ');
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
