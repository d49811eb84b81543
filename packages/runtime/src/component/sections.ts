import type { ByteReader } from './byte-reader.js';
import {
  readAlias,
  readDescription,
  readFlag,
  readItemName,
  readLabel,
  readSort,
  type Item,
} from './items.js';
import { readTypes } from './types.js';

/** A whole component: what it imports and exports at its border, and every core module in it, however deep. */
export interface ComponentContents {
  readonly imports: readonly Item[];
  readonly exports: readonly Item[];
  readonly modules: readonly Uint8Array[];
  /** Nested components. */
  readonly components: number;
  /** Core instances: a module may be instantiated more than once. */
  readonly coreInstances: number;
}

const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00];
const MAX_DEPTH = 8;
const MAX_MODULES = 64;
const MAX_COMPONENTS = 512;
const MAX_CORE_INSTANCES = 1024;
const MAX_ITEMS = 1024;

interface Totals {
  readonly modules: Uint8Array[];
  components: number;
  coreInstances: number;
}

/** Reads the sections of a component and of those nested in it. Throws a `Refusal` on whatever it does not know. */
export function readContents(reader: ByteReader): ComponentContents {
  const totals: Totals = { modules: [], components: 0, coreInstances: 0 };
  const border = readComponent(reader, 1, totals);
  return { ...border, ...totals };
}

interface Border {
  readonly imports: Item[];
  readonly exports: Item[];
}

function readComponent(reader: ByteReader, depth: number, totals: Totals): Border {
  if (depth > MAX_DEPTH)
    reader.refuse('component-limits-exceeded', `components are nested deeper than ${MAX_DEPTH}`);
  for (const expected of HEADER) {
    if (reader.byte() !== expected) reader.refuse('component-malformed', 'it is not a component (layer 1)');
  }
  const border: Border = { imports: [], exports: [] };
  while (reader.left > 0) {
    const id = reader.byte();
    readSection(id, reader.range(reader.u32()), depth, totals, border);
  }
  return border;
}

function readSection(id: number, section: ByteReader, depth: number, totals: Totals, border: Border): void {
  switch (id) {
    case 0: // custom
    case 8: // canonical functions
      return;
    case 1:
      return keepModule(section, totals);
    case 2:
      return readCoreInstances(section, totals);
    case 4:
      if (++totals.components > MAX_COMPONENTS) {
        section.refuse('component-limits-exceeded', `more than ${MAX_COMPONENTS} nested components`);
      }
      readComponent(section, depth + 1, totals);
      return;
    case 5:
      return readInstances(section);
    case 6:
      return readAliases(section);
    case 7:
      return readTypes(section);
    case 10:
      return readImports(section, border);
    case 11:
      return readExports(section, border);
    default:
      section.refuse('component-feature-forbidden', `it has a section ${id}`);
  }
}

function keepModule(section: ByteReader, totals: Totals): void {
  if (totals.modules.length === MAX_MODULES) {
    section.refuse('component-limits-exceeded', `more than ${MAX_MODULES} core modules`);
  }
  totals.modules.push(section.bytes.subarray(section.at, section.end));
}

function readCoreInstances(section: ByteReader, totals: Totals): void {
  for (let count = section.u32(); count > 0; count--) {
    if (++totals.coreInstances > MAX_CORE_INSTANCES) {
      section.refuse('component-limits-exceeded', `more than ${MAX_CORE_INSTANCES} core instances`);
    }
    const form = section.byte();
    if (form > 1) section.refuse('component-malformed', `a core instance is of form ${form}`);
    if (form === 0) section.u32();
    for (let items = section.u32(); items > 0; items--) {
      section.name();
      section.byte();
      section.u32();
    }
  }
  section.expectEnd();
}

function readInstances(section: ByteReader): void {
  for (let count = section.u32(); count > 0; count--) {
    const form = section.byte();
    if (form > 1) section.refuse('component-malformed', `an instance is of form ${form}`);
    if (form === 0) section.u32();
    for (let items = section.u32(); items > 0; items--) {
      if (form === 0) readLabel(section);
      else readItemName(section);
      readSort(section);
      section.u32();
    }
  }
  section.expectEnd();
}

function readAliases(section: ByteReader): void {
  for (let count = section.u32(); count > 0; count--) readAlias(section);
  section.expectEnd();
}

function readImports(section: ByteReader, border: Border): void {
  for (let count = section.u32(); count > 0; count--) {
    const name = readItemName(section);
    border.imports.push({ name, sort: readDescription(section) });
    checkCount(section, border.imports);
  }
  section.expectEnd();
}

function readExports(section: ByteReader, border: Border): void {
  for (let count = section.u32(); count > 0; count--) {
    const name = readItemName(section);
    const sort = readSort(section);
    section.u32();
    if (readFlag(section)) readDescription(section);
    border.exports.push({ name, sort });
    checkCount(section, border.exports);
  }
  section.expectEnd();
}

function checkCount(section: ByteReader, items: readonly Item[]): void {
  if (items.length > MAX_ITEMS)
    section.refuse('component-limits-exceeded', `more than ${MAX_ITEMS} imports or exports`);
}
