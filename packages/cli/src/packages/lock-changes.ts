import type { LockChange } from '@iceos/core/lock';
import { oneLine } from '../ui/table.js';

const SIGNS = { added: '+', removed: '-', changed: '~' } as const;

/** What is different between two locks, a line for each difference. */
export function changesText(changes: readonly LockChange[]): string {
  if (changes.length === 0) return 'nothing changed';
  return changes
    .map(({ change, subject, aspect, before = '', after = '' }) => {
      const what = [...(before ? [before] : []), ...(after ? [after] : [])].join(' → ');
      return oneLine(`${SIGNS[change]} ${subject}${aspect ? ` ${aspect}` : ''} ${what}`);
    })
    .join('\n');
}
