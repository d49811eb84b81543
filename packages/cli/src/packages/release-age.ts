import { Refusal } from '@iceos/core/refusal';
import { CommandError } from '../errors.js';
import type { RecordedVersion } from './registry.js';

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * How long a version must have been there before it is taken (`ICE_MIN_RELEASE_AGE`): what is found to be bad is mostly
 * found within days. Chosen by what the registry says, and judged by when its log shows that it saw the version first.
 */
export interface ReleaseAge {
  /** As it was written, such as `3d`. */
  readonly text: string;
  readonly ms: number;
}

/** Reads `90m`, `12h` or `3d`. Undefined where it is not set, or 0. */
export function readReleaseAge(value: string | undefined): ReleaseAge | undefined {
  const text = (value ?? '').trim();
  if (text === '' || text === '0') return undefined;
  const [, digits, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  if (digits !== undefined) return { text, ms: Number(digits) * UNITS[unit as keyof typeof UNITS] };
  throw new CommandError('setting-invalid', 'usage', `ICE_MIN_RELEASE_AGE is ${JSON.stringify(text)}.`, {
    hint: 'Give minutes, hours or days: 90m, 12h, 3d.',
  });
}

/** A version, and when it was first seen. */
type SeenVersion = Pick<RecordedVersion, 'namespace' | 'name' | 'version' | 'published_at'>;

/** Whether a version has been there for long enough. One from the future, or without a time, has not. */
export function isRipe({ published_at }: SeenVersion, age: ReleaseAge | undefined, now: number): boolean {
  return age === undefined || now - Date.parse(published_at) >= age.ms;
}

/** Refuses a version that is too young. */
export function requireRipe(version: SeenVersion, age: ReleaseAge | undefined, now: number): void {
  if (age === undefined || isRipe(version, age, now)) return;
  const subject = `${version.namespace}/${version.name}@${version.version}`;
  throw new Refusal(
    'policy-refused',
    `${subject} was first seen at ${version.published_at}; this machine takes versions that are ${age.text} old.`,
    {
      subject,
      expected: `first seen before ${new Date(now - age.ms).toISOString()}`,
      found: version.published_at,
    },
  );
}

/** How long ago a version was first seen, in the largest unit that fits. */
export function ageText({ published_at }: RecordedVersion, now: number): string {
  const ms = Math.max(0, now - Date.parse(published_at));
  const unit = ms >= UNITS.d ? 'd' : ms >= UNITS.h ? 'h' : 'm';
  return `${Math.floor(ms / UNITS[unit])}${unit}`;
}
