import { encodeBase64 } from '../encoding.js';
import { verifyConsistency, type Hash } from '../log.js';
import { Refusal } from '../refusal.js';

/** A signed tree head, as far as its history is asked about. */
export interface SignedTree {
  readonly size: number;
  readonly root: Hash;
}

/** The largest checkpoint that was accepted before, and the ones that were proved to be its beginnings. */
export interface RememberedLog extends SignedTree {
  /** Time of its snapshot in milliseconds; a clock that shows less was set back. */
  readonly time?: number;
  /** Roots in base64 by size. */
  readonly earlier: ReadonlyMap<number, string>;
}

/**
 * How a signed tree stands to the remembered one: the same or a known beginning of it (`known`), its continuation
 * (`continued`), smaller and unknown (`older`), larger without a proof (`unproved`), or what no honest log shows
 * (`forked`).
 */
export type HistoryVerdict = 'known' | 'continued' | 'older' | 'unproved' | 'forked';

/** Judges the history of a signed tree (docs/spec/trust.md 4.6). `consistency` leads from the remembered size to its own. */
export function historyOf(
  { size, root }: SignedTree,
  remembered: RememberedLog,
  consistency?: readonly Hash[],
): HistoryVerdict {
  const before = size === remembered.size ? encodeBase64(remembered.root) : remembered.earlier.get(size);
  if (before !== undefined) return before === encodeBase64(root) ? 'known' : 'forked';
  if (size < remembered.size) return 'older';
  if (!consistency) return 'unproved';
  return verifyConsistency(remembered.size, remembered.root, size, root, consistency)
    ? 'continued'
    : 'forked';
}

/** Refuses a tree that goes back, forks, or does not show where it comes from (docs/spec/trust.md 4.6). */
export function requireHistory(
  tree: SignedTree,
  remembered: RememberedLog,
  consistency: readonly Hash[] | undefined,
  label: string,
): void {
  const verdict = historyOf(tree, remembered, consistency);
  if (verdict === 'known' || verdict === 'continued') return;
  throw historyRefusal(verdict, tree, remembered, label);
}

function historyRefusal(
  verdict: Exclude<HistoryVerdict, 'known' | 'continued'>,
  { size, root }: SignedTree,
  remembered: RememberedLog,
  label: string,
): Refusal {
  if (verdict === 'older')
    return new Refusal(
      'rollback',
      `${label} comes with a checkpoint of ${size} entries; a larger one was accepted here.`,
      {
        subject: label,
        expected: `at least ${remembered.size} entries`,
        found: `${size} entries`,
      },
    );
  if (verdict === 'unproved')
    return new Refusal(
      'evidence-missing',
      `${label} comes with a checkpoint of ${size} entries and no proof of its history.`,
      {
        subject: label,
        expected: `a consistency proof from ${remembered.size} entries`,
        found: 'none',
      },
    );
  return new Refusal(
    'evidence-invalid',
    `The evidence for ${label} is refused: the log of ${size} entries does not continue the one of ${remembered.size} that was accepted here.`,
    { subject: label, expected: encodeBase64(remembered.root), found: encodeBase64(root) },
  );
}
