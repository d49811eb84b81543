import { isNativeError } from 'node:util/types';
import { CodedError } from '@iceos/core/errors';
import { QueryFailedError } from 'typeorm';
import type { DatabaseCode } from './database.errors.js';

interface DriverError extends Error {
  readonly code?: string;
  readonly constraint?: string;
}

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ETIMEDOUT',
  'EPIPE',
  'ENOENT',
]);
const TERMINATED = /^Connection terminated|^Client has encountered a connection error|not queryable/;
const NO_CONNECTION = /timeout exceeded when trying to connect/;

function driverErrorOf(error: unknown): DriverError | undefined {
  if (error instanceof QueryFailedError) return error.driverError as DriverError;
  return isNativeError(error) ? error : undefined;
}

/**
 * `error`, or `database-unavailable` or `database-busy` when it says that the database could not be reached. After a
 * commit failed in this way its outcome is unknown: callers retry under the same Idempotency-Key.
 */
export function translateFailure(error: unknown): unknown {
  const cause = driverErrorOf(error);
  if (!cause || cause instanceof CodedError) return error;
  if (NO_CONNECTION.test(cause.message)) {
    return new CodedError<DatabaseCode>('database-busy', 'Every connection to the database is in use.', {
      hint: 'Try again in a moment.',
      cause,
    });
  }
  if (isConnectionFailure(cause)) {
    return new CodedError<DatabaseCode>('database-unavailable', 'The database cannot be reached.', {
      hint: 'Try again in a moment; /readyz says when it is back.',
      cause,
    });
  }
  return error;
}

/** Class 08 is lost connections, 57P0x a server going down or coming up, 53300 too many connections. */
function isConnectionFailure({ code = '', message }: DriverError): boolean {
  return UNREACHABLE.has(code) || /^08|^57P0[123]$|^53300$/.test(code) || TERMINATED.test(message);
}

/** Whether a statement failed because a row with that key exists; `constraint` narrows it to one of them. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const cause = driverErrorOf(error);
  return cause?.code === '23505' && (constraint === undefined || cause.constraint === constraint);
}

/** Whether a statement failed because the row it refers to does not exist. */
export function isForeignKeyViolation(error: unknown, constraint?: string): boolean {
  const cause = driverErrorOf(error);
  return cause?.code === '23503' && (constraint === undefined || cause.constraint === constraint);
}
