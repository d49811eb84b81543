import semver from 'semver';
import type { Version } from './names.js';

/** Orders versions by precedence (SemVer 2.0.0 section 11): negative when `a` comes before `b`. */
export function compareVersions(a: Version, b: Version): number {
  return semver.compare(a, b);
}

/** Whether `range` is a SemVer range such as `^1.2.0`, `>=1 <3` or `1.x`. */
export function isRange(range: string): boolean {
  return range.length > 0 && range.length <= 100 && semver.validRange(range) !== null;
}

export function satisfies(version: Version, range: string): boolean {
  return semver.satisfies(version, range);
}

/** The highest of `versions` in `range`, or undefined. Pre-releases count only where the range names one. */
export function pickVersion(versions: readonly Version[], range: string): Version | undefined {
  return semver.maxSatisfying([...versions], range) ?? undefined;
}
