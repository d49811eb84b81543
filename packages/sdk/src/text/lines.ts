/** A place in a text: `line` and `column` count from 1, `length` in characters to the end of the line at most. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
  readonly length: number;
  /** The lines around it, for a code frame: the first is number `line - before.length`. */
  readonly before: readonly string[];
  readonly text: string;
  /** Characters of a long line that are left out before `text`. */
  readonly cut: number;
  readonly after: readonly string[];
}

const LONGEST = 300;
const AROUND = 2;
/** Where a place may stand in its line before what is left of it is cut, and what then stays. */
const FAR = 120;
const LEFT = 40;

/** The place that spans `from` to `to`; of several lines, the part on the first one. */
export function lineAt(text: string, from: number, to: number): TextPlace {
  const start = text.lastIndexOf('\n', from - 1) + 1;
  const end = endOfLine(text, from);
  const cut = from - start > FAR ? from - start - LEFT : 0;
  return {
    line: countLines(text, start) + 1,
    column: from - start + 1,
    length: Math.max(1, Math.min(to, end) - from),
    before: linesBefore(text, start),
    text: shown(text, start + cut, end),
    cut,
    after: linesAfter(text, end),
  };
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

function countLines(text: string, end: number): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

function linesBefore(text: string, start: number): string[] {
  const lines: string[] = [];
  for (let end = start - 1; end >= 0 && lines.length < AROUND;) {
    const from = end === 0 ? 0 : text.lastIndexOf('\n', end - 1) + 1;
    lines.unshift(shown(text, from, end));
    end = from - 1;
  }
  return lines;
}

function linesAfter(text: string, end: number): string[] {
  const lines: string[] = [];
  for (let from = end + 1; from < text.length && lines.length < AROUND;) {
    const to = endOfLine(text, from);
    lines.push(shown(text, from, to));
    from = to + 1;
  }
  return lines;
}

function shown(text: string, from: number, to: number): string {
  return text.slice(from, Math.min(to, from + LONGEST)).replace(/\r$/, '');
}
