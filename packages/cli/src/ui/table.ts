import { style } from '../output.js';

/** Rows under a header, in columns that are as wide as they must be, without lines between them. */
export async function tableText(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): Promise<string> {
  const { default: Table } = await import('cli-table3');
  const none = [
    'top',
    'top-mid',
    'top-left',
    'top-right',
    'bottom',
    'bottom-mid',
    'bottom-left',
    'bottom-right',
  ];
  const inner = ['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'];
  const table = new Table({
    head: head.map((title) => style('bold', title)),
    chars: Object.fromEntries([...none, ...inner].map((name) => [name, name === 'middle' ? '  ' : ''])),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  table.push(...rows.map((row) => row.map(oneLine)));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** What others wrote, fit for a terminal: one line, and nothing that moves the cursor or hides text. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim();
}

/** `text` in at most `width` characters. */
export function shortened(text: string, width: number): string {
  const line = oneLine(text);
  return line.length <= width ? line : `${line.slice(0, Math.max(0, width - 1)).trimEnd()}…`;
}

/** Width of the terminal; wide enough for everything where there is none. */
export function terminalWidth(): number {
  return process.stdout.isTTY ? process.stdout.columns : 1000;
}
