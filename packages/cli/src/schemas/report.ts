import { style } from '../output.js';
import { shortened } from '../ui/table.js';
import type { Comparison } from './compare.js';

const LONGEST = 120;

/** What differs, file by file, for people. */
export function comparisonText(folder: string, { expected, differences }: Comparison): string {
  if (differences.length === 0) return `${folder}: ${expected} files are those of this version`;
  return differences
    .flatMap(({ code, detail, differences: places }) => [
      `${style('yellow', code)} ${detail}`,
      ...places.flatMap(({ pointer, ...sides }) => [
        `  ${style('cyan', pointer || '(whole document)')}`,
        ...('expected' in sides ? [`    ${style('green', `- ${shown(sides.expected)}`)}`] : []),
        ...('found' in sides ? [`    ${style('red', `+ ${shown(sides.found)}`)}`] : []),
      ]),
    ])
    .join('\n');
}

function shown(value: unknown): string {
  return shortened(JSON.stringify(value), LONGEST);
}
