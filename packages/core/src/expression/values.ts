import { FORBIDDEN_MEMBERS } from '../blueprint/limits.js';

/** Said instead of undefined where nothing is found, so that null stays a value. */
export const NOTHING: unique symbol = Symbol('nothing');

/** Truth as Python has it: empty strings, lists and objects, 0, null and nothing are false. */
export function isTruthy(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return Boolean(value);
  if (Array.isArray(value)) return value.length > 0;
  for (const member in value) if (Object.hasOwn(value, member)) return true;
  return false;
}

/** The own member `name` of an object: data only, never what JavaScript adds to it. */
export function ownMember(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return NOTHING;
  if (FORBIDDEN_MEMBERS.has(name) || !Object.hasOwn(value, name)) return NOTHING;
  const member: unknown = (value as Readonly<Record<string, unknown>>)[name];
  return member === undefined ? NOTHING : member;
}
