import { printable } from './printable.js';
import { style } from './style.js';

/** A place in a source: `line` and `column` count from 1. */
export interface FramedPlace {
  readonly line: number;
  readonly column: number;
  readonly length?: number;
  readonly before?: readonly string[];
  readonly text: string;
  /** Characters of the line that are left out before `text`. */
  readonly cut?: number;
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
  cut = 0,
  after = [],
}: FramedPlace): string[] {
  const width = String(line + after.length).length;
  const row = (number: string, shown: string): string =>
    `  ${style('dim', `${number.padStart(width)} |`)} ${printable(shown.slice(0, WIDEST))}`;
  const lead = cut > 0 ? '…' : '';
  const from = Math.min(column - cut + lead.length, WIDEST);
  const mark = '^'.repeat(Math.max(1, Math.min(length, WIDEST - from)));
  return [
    ...before.map((shown, at) => row(String(line - before.length + at), shown)),
    row(String(line), lead + text),
    `  ${' '.repeat(width)} ${style('dim', '|')} ${' '.repeat(from - 1)}${style('red', mark)}`,
    ...after.map((shown, at) => row(String(line + 1 + at), shown)),
  ];
}
