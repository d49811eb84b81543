import { AsyncLocalStorage } from 'node:async_hooks';
import { CodedError } from '@iceos/core/errors';
import type { DatabaseCode } from './database.errors.js';

interface Scope {
  open: boolean;
}

const scopes = new AsyncLocalStorage<Scope>();

/** Runs `work` marked as being inside a transaction, until it settles. */
export async function insideTransaction<Result>(work: () => Promise<Result>): Promise<Result> {
  const scope: Scope = { open: true };
  try {
    return await scopes.run(scope, work);
  } finally {
    scope.open = false;
  }
}

/**
 * Throws `transaction-nested` when called inside a transaction: there every query goes through its `tx`. The embedded
 * database has one connection, so a second one would wait for the first for ever; Postgres would hide the mistake.
 */
export function refuseInsideTransaction(): void {
  if (!scopes.getStore()?.open) return;
  throw new CodedError<DatabaseCode>(
    'transaction-nested',
    'The database was used outside `tx` while a transaction is open.',
    { hint: 'Pass `tx` on, and call the durable engine after the transaction.' },
  );
}
