import type { Cost } from '@iceos/core/cost';
import { formatUsd } from '@iceos/core/money';

/** What a run may cost, in a line for people; undefined where it is nothing. */
export function costText({
  bound_nano_usd: bound,
  expected_nano_usd: expected,
  unbounded,
  catalogue,
}: Cost): string | undefined {
  if (bound === 0) return undefined;
  const probably = `probably $${formatUsd(expected)}, prices of ${catalogue}`;
  if (bound !== null) return `costs at most $${formatUsd(bound)}, ${probably}`;
  const [first] = unbounded;
  return `costs without a bound, ${probably}${first ? `; ${first.pointer}: ${first.detail}` : ''}`;
}
