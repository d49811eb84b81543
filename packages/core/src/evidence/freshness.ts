/** How old what is known may be (docs/spec/trust.md 4.6). */
export type FreshnessGrade = 'live' | 'aged' | 'stale' | 'unknown';

/** The oldest grade that a cluster may settle for. */
export type AcceptedFreshness = Extract<FreshnessGrade, 'live' | 'aged'>;

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const CLOCKS_DIFFER_BY = 10 * MINUTE;

/**
 * Grade of a snapshot by its time. `floor` is a time that was certainly reached, in milliseconds: a clock that shows less,
 * or less than the snapshot itself, was set back, and what it says about age is worth nothing.
 */
export function gradeOf(snapshot: string | undefined, now: Date, floor = 0): FreshnessGrade {
  if (snapshot === undefined) return 'unknown';
  const at = Date.parse(snapshot);
  if (Math.max(at, floor) > now.getTime() + CLOCKS_DIFFER_BY) return 'unknown';
  const age = Math.max(now.getTime(), floor) - at;
  if (age < DAY) return 'live';
  return age < 30 * DAY ? 'aged' : 'stale';
}
