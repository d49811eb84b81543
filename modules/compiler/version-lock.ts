import { CodedError } from '@iceos/core/errors';
import type { NamedLocks } from '../../src/http/version-lock.js';
import type { CompilerCode } from './compiler.errors.js';

/** The lock of a blueprint that does not exist yet. */
export const NEW = '__new__';

/** Refuses unless the caller named the lock that is in force. */
export function requireLock(named: NamedLocks, current: string): void {
  if (named === undefined) {
    throw new CodedError<CompilerCode>('version-lock-missing', 'The request names no version lock.', {
      hint:
        current === NEW
          ? 'Send the header X-Version-Lock: __new__.'
          : 'Read the blueprint, and send its lock in X-Version-Lock or If-Match.',
    });
  }
  if (!named.includes(current)) throw lockStale();
}

export function lockStale(): CodedError<CompilerCode> {
  return new CodedError('version-lock-stale', 'The blueprint was changed meanwhile.', {
    hint: 'Read it again, apply your change to what is there now, and send its new lock.',
  });
}
