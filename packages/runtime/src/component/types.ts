import type { ByteReader } from './byte-reader.js';
import { readAlias, readDescription, readFlag, readItemName, readLabel } from './items.js';

const MAX_DEPTH = 8;
const FIRST_PRIMITIVE = 0x73;
const LAST_PRIMITIVE = 0x7f;

/**
 * Reads a type section, for its names alone: the compiler makes identifiers of them. Types of streams, futures and
 * asynchronous functions are no part of any world here.
 */
export function readTypes(section: ByteReader): void {
  for (let count = section.u32(); count > 0; count--) readType(section, 1);
  section.expectEnd();
}

function readType(section: ByteReader, depth: number): void {
  const code = section.byte();
  if (code >= FIRST_PRIMITIVE && code <= LAST_PRIMITIVE) return;
  switch (code) {
    case 0x40:
      return readFunction(section);
    case 0x41:
    case 0x42:
      return readDeclarations(section, depth);
    case 0x3f:
      return readResource(section);
    case 0x72: // record
      return readMany(section, readField);
    case 0x71: // variant
      return readMany(section, readCase);
    case 0x6f: // tuple
      return readMany(section, readValueType);
    case 0x6e: // flags
    case 0x6d: // enum
      return readMany(section, readLabel);
    case 0x70: // list
    case 0x6b: // option
      return readValueType(section);
    case 0x6a: // result
      readOptional(section);
      return readOptional(section);
    case 0x69: // own
    case 0x68: // borrow
      section.u32();
      return;
    default:
      section.refuse('component-feature-forbidden', `a type is of form 0x${code.toString(16)}`);
  }
}

function readMany(section: ByteReader, read: (section: ByteReader) => unknown): void {
  for (let count = section.u32(); count > 0; count--) read(section);
}

/** A primitive, or the index of a type; primitives are negative numbers to the format, and one byte long. */
function readValueType(section: ByteReader): void {
  const first = section.peek();
  if (first < 0x40 || first > 0x7f) section.u32();
  else if (section.byte() < FIRST_PRIMITIVE) {
    section.refuse('component-feature-forbidden', `a value type is 0x${first.toString(16)}`);
  }
}

function readOptional(section: ByteReader): void {
  if (readFlag(section)) readValueType(section);
}

function readField(section: ByteReader): void {
  readLabel(section);
  readValueType(section);
}

function readCase(section: ByteReader): void {
  readLabel(section);
  readOptional(section);
  if (section.byte() !== 0) section.refuse('component-malformed', 'a case refines another');
}

function readFunction(section: ByteReader): void {
  readMany(section, readField);
  if (!readFlag(section)) readValueType(section);
  else if (section.byte() !== 0) section.refuse('component-malformed', 'a function has named results');
}

function readResource(section: ByteReader): void {
  if (section.byte() !== 0x7f) section.refuse('component-feature-forbidden', 'a resource is not a number');
  if (readFlag(section)) section.u32();
}

/** The declarations of a component or instance type. */
function readDeclarations(section: ByteReader, depth: number): void {
  if (depth > MAX_DEPTH)
    section.refuse('component-limits-exceeded', `types are nested deeper than ${MAX_DEPTH}`);
  for (let count = section.u32(); count > 0; count--) {
    const form = section.byte();
    if (form === 1) readType(section, depth + 1);
    else if (form === 2) readAlias(section);
    else if (form === 3 || form === 4) {
      readItemName(section);
      readDescription(section);
    } else section.refuse('component-feature-forbidden', `a type declares something of form ${form}`);
  }
}
