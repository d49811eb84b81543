import { setImmediate as turn } from 'node:timers/promises';
import { CodedError } from '@iceos/core/errors';
import type { HttpCode } from './http.errors.js';

/** Deepest nesting of a JSON body, and how many values it may hold. */
const MAX_DEPTH = 64;
const MAX_VALUES = 500_000;
/** Characters that are looked at before others get a turn. */
const SLICE = 128 * 1024;

const STARTS_NUMBER = /[-0-9]/;
const NUMBER = /[-+.eE0-9]+/y;
/** A number of fewer digits and without exponent is always finite. */
const LONGEST_SAFE = 300;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The value of a JSON body. Refuses what readers would disagree about or what later code could trip over: bytes that are
 * not UTF-8, nesting deeper than 64, half a million values, duplicate members, numbers too large to hold, members that
 * name an object's prototype, and text that no database holds (NUL, half a surrogate pair). An empty body is undefined.
 * Others get their turn while a large body is looked at.
 */
export async function parseJsonBody(bytes: Buffer): Promise<unknown> {
  if (bytes.length === 0) return undefined;
  const text = decode(bytes);
  for (const _slice of inspect(text)) await turn();
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw refusal('json-invalid', `The body is not JSON: ${(error as Error).message}`);
  }
}

function decode(bytes: Buffer): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw refusal('json-not-utf8', 'The body is not UTF-8.');
  }
}

interface Frame {
  readonly isObject: boolean;
  /** Names of members so far, once there are any. */
  members: Set<string> | undefined;
  /** The member whose value is being read. */
  member: string;
  /** A string here is a member's name. */
  expectsName: boolean;
}

/**
 * Walks the text once, before it is parsed, in slices. Text that is not JSON may pass: the parser refuses it afterwards.
 */
function* inspect(text: string): Iterable<void> {
  const frames: Frame[] = [];
  let values = 1;
  let slice = SLICE;
  for (let index = 0; index < text.length; index++) {
    if (index >= slice) {
      slice = index + SLICE;
      yield;
    }
    const frame = frames.at(-1);
    switch (text.charAt(index)) {
      case '{':
      case '[':
        if (frames.length === MAX_DEPTH) {
          throw refusal('json-too-deep', `The body is nested deeper than ${MAX_DEPTH} levels.`);
        }
        frames.push(open(text[index] === '{'));
        break;
      case '}':
      case ']':
        frames.pop();
        break;
      case ',':
        if (++values > MAX_VALUES) throw refusal('json-too-many-values', `More than ${MAX_VALUES} values.`);
        if (frame) frame.expectsName = frame.isObject;
        break;
      case '"': {
        const end = endOfString(text, index);
        const quoted = text.slice(index, end + 1);
        const value = quoted.includes('\\') ? unescape(quoted) : quoted.slice(1, -1);
        if (frame?.expectsName) noteMember(frame, frames.at(-2), value);
        index = end;
        break;
      }
      default:
        if (STARTS_NUMBER.test(text.charAt(index))) index = endOfNumber(text, index);
    }
  }
}

function open(isObject: boolean): Frame {
  return { isObject, members: undefined, member: '', expectsName: isObject };
}

/** Index of the closing quote of the string that opens at `start`. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text[end - 1 - slashes] === '\\') slashes++;
    if (slashes % 2 === 0) return end;
  }
  return text.length;
}

function noteMember(frame: Frame, parent: Frame | undefined, name: string): void {
  if (frame.members?.has(name)) {
    const shown = JSON.stringify(name.slice(0, 100));
    throw refusal('json-duplicate-member', `A member named ${shown} occurs twice in one object.`);
  }
  if (name === '__proto__' || (name === 'prototype' && parent?.member === 'constructor')) {
    throw refusal('json-forbidden-member', `A member may not be named ${name}.`);
  }
  frame.members ??= new Set();
  frame.members.add(name);
  frame.member = name;
  frame.expectsName = false;
}

/** What a string with escapes says. */
function unescape(quoted: string): string {
  let value: string;
  try {
    value = JSON.parse(quoted) as string;
  } catch {
    return quoted;
  }
  if (value.includes('\0') || !value.isWellFormed()) {
    throw refusal('json-forbidden-character', 'A text holds U+0000 or half of a surrogate pair.');
  }
  return value;
}

/** Index of the last character of the number at `start`; refuses one that would be read as infinite. */
function endOfNumber(text: string, start: number): number {
  NUMBER.lastIndex = start;
  const [number] = NUMBER.exec(text) ?? [''];
  if (number.length > LONGEST_SAFE || /[eE]/.test(number)) {
    if (Math.abs(Number(number)) === Infinity) {
      throw refusal('json-number-out-of-range', `${number.slice(0, 40)} is too large a number.`);
    }
  }
  return start + number.length - 1;
}

function refusal(code: HttpCode, detail: string): CodedError<HttpCode> {
  return new CodedError(code, detail, { hint: 'Send one JSON document in UTF-8.' });
}
