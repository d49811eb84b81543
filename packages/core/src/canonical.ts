import canonicalize from 'canonicalize';
import { nestsDeeperThan } from './json-depth.js';

/** Why bytes are not a canonical JSON document (docs/spec/trust.md 1.3, in the order in which they are checked). */
export type CanonicalCode =
  | 'too-large'
  | 'not-utf8'
  | 'byte-order-mark'
  | 'too-deep'
  | 'not-json'
  | 'forbidden-member'
  | 'unsafe-number'
  | 'not-canonical';

export type Json = null | boolean | number | string | Json[] | { [member: string]: Json };

export type CanonicalResult = { ok: true; value: Json } | { ok: false; code: CanonicalCode; detail: string };

export interface CanonicalOptions {
  /** Largest size in bytes; by default the cap for manifests, 256 KiB. */
  readonly maxBytes?: number;
}

const MAX_BYTES = 256 * 1024;
const MAX_DEPTH = 64;
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The gate for any signed JSON document (docs/spec/trust.md 1.3): accepts `bytes` exactly when they are the RFC 8785 form
 * of the value they parse to, and that value has no forbidden member, unsafe integer or excessive depth. Never throws and
 * repairs nothing.
 */
export function parseCanonical(bytes: Uint8Array, options: CanonicalOptions = {}): CanonicalResult {
  const maxBytes = options.maxBytes ?? MAX_BYTES;
  if (!(bytes instanceof Uint8Array)) return refuse('not-utf8', 'there are no bytes');
  if (bytes.length > maxBytes)
    return refuse('too-large', `${bytes.length} bytes; at most ${maxBytes} are read`);
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    return refuse('not-utf8', 'the bytes are not UTF-8');
  }
  if (text.startsWith('\uFEFF'))
    return refuse('byte-order-mark', 'the document begins with a byte order mark');
  if (nestsDeeperThan(bytes, MAX_DEPTH)) return refuse('too-deep', `nested deeper than ${MAX_DEPTH} levels`);
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (error) {
    return refuse('not-json', (error as Error).message);
  }
  const fault = faultIn(value);
  if (fault) return fault;
  let canonical: Uint8Array;
  try {
    canonical = canonicalBytes(value);
  } catch (error) {
    return refuse('not-canonical', (error as Error).message);
  }
  if (!equalBytes(canonical, bytes)) {
    return refuse(
      'not-canonical',
      `differs from its RFC 8785 form at byte ${firstDifference(canonical, bytes)}`,
    );
  }
  return { ok: true, value };
}

/** RFC 8785 form of `value`. Throws on lone surrogates, NaN and infinities. */
export function canonicalBytes(value: unknown): Uint8Array {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('The value has no JSON form.');
  return encoder.encode(text);
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && firstDifference(a, b) === a.length;
}

function firstDifference(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) if (a[index] !== b[index]) return index;
  return length;
}

function refuse(code: CanonicalCode, detail: string): { ok: false; code: CanonicalCode; detail: string } {
  return { ok: false, code, detail };
}

/** Counts open brackets outside strings, so that no parser ever meets a document it could overflow on. */
function faultIn(root: Json): { ok: false; code: CanonicalCode; detail: string } | undefined {
  const stack: Json[] = [root];
  for (let value = stack.pop(); value !== undefined; value = stack.pop()) {
    if (typeof value === 'number') {
      if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) {
        return refuse('unsafe-number', `${value} cannot be held exactly by every reader`);
      }
    } else if (Array.isArray(value)) {
      for (const item of value) stack.push(item);
    } else if (typeof value === 'object' && value !== null) {
      for (const member of Object.keys(value)) {
        if (FORBIDDEN.has(member)) return refuse('forbidden-member', `a member is named ${member}`);
        stack.push(value[member] as Json);
      }
    }
  }
  return undefined;
}
