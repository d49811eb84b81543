import type { LockChange } from '@iceos/core/lock';
import { style } from '../output.js';
import { oneLine } from '../ui/table.js';

const SIGNS = { added: '+', removed: '-', changed: '~' } as const;

/** What is different between two locks, a line for each difference, and below it what it widens. */
export function changesText(changes: readonly LockChange[]): string {
  if (changes.length === 0) return 'nothing changed';
  return changes
    .flatMap(({ change, subject, aspect, before = '', after = '', widens = [] }) => {
      const what = [...(before ? [before] : []), ...(after ? [after] : [])].join(' → ');
      const line = oneLine(`${SIGNS[change]} ${subject}${aspect ? ` ${aspect}` : ''} ${what}`);
      return [line, ...widens.map((words) => `    ${style('yellow', '!')} ${oneLine(words)}`)];
    })
    .join('\n');
}
