import { style } from './style.js';

/** A place in a source: `line` and `column` count from 1. */
export interface FramedPlace {
  readonly line: number;
  readonly column: number;
  readonly length?: number;
  readonly before?: readonly string[];
  readonly text: string;
  readonly after?: readonly string[];
}

const WIDEST = 200;

/** The line of a place with a mark under what is meant, between the lines around it. */
export function codeFrame({
  line,
  column,
  length = 1,
  before = [],
  text,
  after = [],
}: FramedPlace): string[] {
  const width = String(line + after.length).length;
  const row = (number: string, shown: string): string =>
    `  ${style('dim', `${number.padStart(width)} |`)} ${shown.slice(0, WIDEST).replaceAll('\t', ' ')}`;
  const from = Math.min(column, WIDEST);
  const mark = '^'.repeat(Math.max(1, Math.min(length, WIDEST - from)));
  return [
    ...before.map((shown, at) => row(String(line - before.length + at), shown)),
    row(String(line), text),
    `  ${' '.repeat(width)} ${style('dim', '|')} ${' '.repeat(from - 1)}${style('red', mark)}`,
    ...after.map((shown, at) => row(String(line + 1 + at), shown)),
  ];
}
