import { ByteReader } from './byte-reader.js';
import { encodeU32, joinBytes } from './encode.js';

/** How large memories and tables may become (docs/spec/sandbox.md 3). */
export interface SizeCaps {
  /** Pages of 64 KiB. */
  readonly memoryPages: number;
  readonly tableEntries: number;
}

/** What a core module asks for at its start, in the units of `SizeCaps`. */
export interface InitialSizes {
  readonly memories: number;
  readonly memoryPages: number;
  readonly tableEntries: number;
}

export interface VettedModule {
  /** The module with every limit at or below the cap: the bytes given, when there was nothing to lower. */
  readonly bytes: Uint8Array;
  readonly initial: InitialSizes;
}

const MAGIC = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
const MAX_IMPORTS = 4096;
const MAX_EXPORTS = 32_768;
const MAX_TABLES = 64;
const MAX_MEMORIES = 8;
/** Numbers, vectors, `funcref` and `externref`: all that a type may be made of. */
const VALUE_TYPES = new Set([0x7f, 0x7e, 0x7d, 0x7c, 0x7b, 0x70, 0x6f]);
const REFERENCE_TYPES = new Set([0x70, 0x6f]);
const LAST_SECTION = 13;

/**
 * Vets one core module (docs/spec/sandbox.md 3): only function types, plain names, and plain 32-bit memories and tables,
 * whose maximum becomes min(declared, cap). Throws a `Refusal` on anything else, and on bytes it cannot read. Code and
 * data are left to the engine's own validator.
 */
export function vetCoreModule(bytes: Uint8Array, subject: string, caps: SizeCaps): VettedModule {
  const reader = new ByteReader(bytes, subject);
  for (const expected of MAGIC) {
    if (reader.byte() !== expected) reader.refuse('component-malformed', 'a core module has a wrong header');
  }
  const parts: Uint8Array[] = [bytes.subarray(0, MAGIC.length)];
  const seen = new Set<number>();
  const sizes = { memories: 0, memoryPages: 0, tableEntries: 0 };
  let changed = false;
  while (reader.left > 0) {
    const start = reader.at;
    const id = reader.byte();
    const section = reader.range(reader.u32());
    if (id > LAST_SECTION) reader.refuse('component-feature-forbidden', `a core module has a section ${id}`);
    if (id !== 0 && seen.size === seen.add(id).size) {
      reader.refuse('component-malformed', `a core module has section ${id} twice`);
    }
    const rewritten = vetSection(id, section, caps, sizes);
    if (rewritten === undefined) {
      parts.push(bytes.subarray(start, reader.at));
    } else {
      changed = true;
      parts.push(Uint8Array.of(id), encodeU32(rewritten.length), rewritten);
    }
  }
  return { bytes: changed ? joinBytes(parts) : bytes, initial: sizes };
}

type Sizes = { -readonly [Member in keyof InitialSizes]: number };

/** The new content of a section that had to change; undefined when it stays as it is. */
function vetSection(id: number, section: ByteReader, caps: SizeCaps, sizes: Sizes): Uint8Array | undefined {
  switch (id) {
    case 1:
      vetTypes(section);
      break;
    case 2:
      vetImports(section);
      break;
    case 4:
      return capTables(section, caps, sizes);
    case 5:
      return capMemories(section, caps, sizes);
    case 7:
      vetExports(section);
      break;
  }
  return undefined;
}

function vetTypes(section: ByteReader): void {
  for (let count = section.u32(); count > 0; count--) {
    if (section.byte() !== 0x60) {
      section.refuse('component-feature-forbidden', 'a type is not a function type');
    }
    for (const _ of ['parameters', 'results']) {
      for (let values = section.u32(); values > 0; values--) vetValueType(section);
    }
  }
  section.expectEnd();
}

function vetValueType(section: ByteReader): void {
  const type = section.byte();
  if (!VALUE_TYPES.has(type)) {
    section.refuse('component-feature-forbidden', `a value type is 0x${type.toString(16)}`);
  }
}

function vetImports(section: ByteReader): void {
  const count = section.u32();
  if (count > MAX_IMPORTS)
    section.refuse('component-limits-exceeded', `${count} imports; at most ${MAX_IMPORTS}`);
  for (let index = 0; index < count; index++) {
    section.name();
    section.name();
    const kind = section.byte();
    if (kind === 0) section.u32();
    else if (kind === 1) readTableType(section);
    else if (kind === 2) readLimits(section);
    else if (kind === 3) {
      vetValueType(section);
      section.byte();
    } else if (kind === 4) {
      section.byte();
      section.u32();
    } else section.refuse('component-feature-forbidden', `an import is of kind ${kind}`);
  }
  section.expectEnd();
}

function vetExports(section: ByteReader): void {
  const count = section.u32();
  if (count > MAX_EXPORTS)
    section.refuse('component-limits-exceeded', `${count} exports; at most ${MAX_EXPORTS}`);
  for (let index = 0; index < count; index++) {
    section.name();
    section.byte();
    section.u32();
  }
  section.expectEnd();
}

interface Limits {
  readonly minimum: number;
  readonly maximum: number | undefined;
}

/** Limits without flags for 64-bit, shared or custom-page memories, none of which is allowed. */
function readLimits(section: ByteReader): Limits {
  const flags = section.byte();
  if (flags > 1)
    section.refuse('component-feature-forbidden', `a memory or table has the flags 0x${flags.toString(16)}`);
  const minimum = section.u32();
  return { minimum, maximum: flags === 1 ? section.u32() : undefined };
}

function readTableType(section: ByteReader): Limits & { readonly element: number } {
  const element = section.byte();
  if (!REFERENCE_TYPES.has(element)) {
    section.refuse('component-feature-forbidden', `a table holds elements of type 0x${element.toString(16)}`);
  }
  return { element, ...readLimits(section) };
}

function capTables(section: ByteReader, caps: SizeCaps, sizes: Sizes): Uint8Array | undefined {
  const count = section.u32();
  if (count > MAX_TABLES)
    section.refuse('component-limits-exceeded', `${count} tables; at most ${MAX_TABLES}`);
  const parts = [encodeU32(count)];
  let changed = false;
  for (let index = 0; index < count; index++) {
    const { element, ...limits } = readTableType(section);
    const maximum = cappedMaximum(section, limits, caps.tableEntries, 'table entries');
    changed ||= maximum !== limits.maximum;
    sizes.tableEntries += limits.minimum;
    parts.push(Uint8Array.of(element, 1), encodeU32(limits.minimum), encodeU32(maximum));
  }
  section.expectEnd();
  return changed ? joinBytes(parts) : undefined;
}

function capMemories(section: ByteReader, caps: SizeCaps, sizes: Sizes): Uint8Array | undefined {
  const count = section.u32();
  if (count > MAX_MEMORIES)
    section.refuse('component-limits-exceeded', `${count} memories; at most ${MAX_MEMORIES}`);
  const parts = [encodeU32(count)];
  let changed = false;
  for (let index = 0; index < count; index++) {
    const limits = readLimits(section);
    const maximum = cappedMaximum(section, limits, caps.memoryPages, 'memory pages');
    changed ||= maximum !== limits.maximum;
    sizes.memories += 1;
    sizes.memoryPages += limits.minimum;
    parts.push(Uint8Array.of(1), encodeU32(limits.minimum), encodeU32(maximum));
  }
  section.expectEnd();
  return changed ? joinBytes(parts) : undefined;
}

function cappedMaximum(section: ByteReader, limits: Limits, cap: number, unit: string): number {
  if (limits.minimum > cap) {
    section.refuse('component-limits-exceeded', `${limits.minimum} ${unit} at the start; at most ${cap}`);
  }
  return Math.min(limits.maximum ?? cap, cap);
}
