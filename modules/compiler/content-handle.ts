import type { Digest } from '@iceos/core/digest';

/** What a handle looks like: under one a blueprint is found besides its id. */
export const HANDLE = /^bp_[0-9a-f]{8,12}$/;

/** The handle that names what a blueprint says: `bp_` and the first 12 digits of its lock. */
export function contentHandle(lock: Digest): string {
  return `bp_${lock.slice(0, 12)}`;
}
