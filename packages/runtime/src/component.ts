import { Refusal } from '@iceos/core/refusal';
import {
  HOST_INTERFACES,
  TYPES_INTERFACE,
  WORLDS,
  type HostInterfaceId,
  type WorldId,
} from '@iceos/core/world';
import { isVirtualWasi, WASI_PERMISSION_ID, type WasiInterfaceId } from '@iceos/core/wasi';
import { ByteReader } from './component/byte-reader.js';
import { vetCoreModule } from './component/core-module.js';
import type { Item } from './component/items.js';
import { readContents, type ComponentContents } from './component/sections.js';

/** Raise it whenever the vetter refuses or rewrites differently: what was compiled under another version is not run. */
export const VETTER_VERSION = 1;

/** Largest component that is read, in bytes. */
const MAX_COMPONENT_BYTES = 32 * 1024 * 1024;

/** How large the memories and tables of a component may become, all of its core modules together. */
export interface ComponentCaps {
  /** Bytes; also the cap of each memory. */
  readonly memoryBytes: number;
  /** Entries; also the cap of each table. */
  readonly tableEntries: number;
}

/** 512 MiB (docs/spec/sandbox.md 11) and as many table entries as any known toolchain needs. */
export const DEFAULT_CAPS: ComponentCaps = { memoryBytes: 512 * 1024 * 1024, tableEntries: 131_072 };

export interface Expectations {
  /** What the component is called in refusals: a path, a coordinate or a digest. */
  readonly subject: string;
  readonly world: WorldId;
  /** The permissions that the manifest declares, such as `iceos:host/kv` in version `0.1.0`. */
  readonly permissions: readonly { readonly interface: string; readonly version: string }[];
  readonly caps?: ComponentCaps;
}

/** A host interface, or one of the virtual WASI. */
export type ImportedId = HostInterfaceId | WasiInterfaceId;

/** What a vetted component may call. */
export interface VettedComponent {
  /** What it imports, sorted; interfaces that only declare types are not among them. */
  readonly imports: readonly ImportedId[];
}

const PAGE = 65_536;
/** Exported by components that componentize-qjs built; it takes no capability and the host never calls it. */
const TOOLCHAIN_EXPORT = 'init';

/**
 * What a component imports and exports, read from its bytes and nothing else (docs/spec/sandbox.md 4). Throws a `Refusal`
 * of the stage `component` on anything it cannot read, and nothing else on any bytes.
 */
export function readComponent(bytes: Uint8Array, subject: string): ComponentContents {
  if (bytes.length > MAX_COMPONENT_BYTES) {
    throw new Refusal('component-too-large', `${subject} has ${bytes.length} bytes.`, {
      subject,
      expected: `at most ${MAX_COMPONENT_BYTES} bytes`,
      found: `${bytes.length} bytes`,
    });
  }
  return readContents(new ByteReader(bytes, subject));
}

/**
 * Answers whether a component may be compiled and run at all (docs/spec/sandbox.md 3 and 4): its core modules use no
 * forbidden feature or name, its initial sizes fit the caps, it exports its world and nothing else, and it imports only
 * interfaces that the manifest declares. Throws a `Refusal` of the stage `component`, and nothing else on any bytes.
 */
export function vetComponent(bytes: Uint8Array, expectations: Expectations): VettedComponent {
  const contents = readComponent(bytes, expectations.subject);
  checkExports(contents.exports, expectations);
  const imports = checkImports(contents.imports, expectations);
  checkModules(contents, expectations.subject, expectations.caps ?? DEFAULT_CAPS);
  return { imports };
}

/**
 * Vets a core module that the compiler emitted and lowers its limits to the caps: the bytes returned are the only ones
 * that may be instantiated. Throws a `Refusal` of the stage `component`.
 */
export function capModule(
  bytes: Uint8Array,
  subject: string,
  caps: ComponentCaps = DEFAULT_CAPS,
): Uint8Array {
  return vetCoreModule(bytes, subject, pagesOf(caps)).bytes;
}

function checkExports(exports: readonly Item[], { subject, world }: Expectations): void {
  const { entry } = WORLDS[world];
  const known = new Set([entry.name, TOOLCHAIN_EXPORT]);
  const found = exports.map(({ name, sort }) => `${sort} ${name}`);
  const names = new Set(exports.map(({ name }) => name));
  const fits =
    names.size === exports.length &&
    names.has(entry.name) &&
    exports.every(({ name, sort }) => sort === 'func' && known.has(name));
  if (fits) return;
  throw new Refusal('component-export-mismatch', `${subject} does not export exactly what ${world} says.`, {
    subject,
    expected: `func ${entry.name}`,
    found: found.join(', ').slice(0, 500) || 'nothing',
  });
}

/** The interfaces that are imported, without those that only declare types. */
function checkImports(imports: readonly Item[], expectations: Expectations): readonly ImportedId[] {
  const used = new Set<ImportedId>();
  for (const { name, sort } of imports) {
    if (sort === 'type' || name === TYPES_INTERFACE) continue;
    const known = sort === 'instance' && (isVirtualWasi(name) ? name : HOST_INTERFACES.get(name)?.id);
    if (!known) throw undeclared(`${sort} ${name}`, 'and this host has no such thing', expectations);
    used.add(known);
  }
  checkPermissions(used, expectations);
  return [...used].sort();
}

/**
 * Whether a manifest declares, by name and version, every interface that its component imports (docs/spec/sandbox.md 4).
 * Throws `component-import-undeclared`.
 */
export function checkPermissions(imports: Iterable<ImportedId>, expectations: Expectations): void {
  const declared = declaredBy(expectations);
  for (const id of imports) {
    const needed = isVirtualWasi(id) ? WASI_PERMISSION_ID : id;
    if (!declared.includes(needed)) throw undeclared(id, `without declaring ${needed}`, expectations);
  }
}

function declaredBy({ permissions }: Expectations): readonly string[] {
  return permissions.map(({ interface: name, version }) => `${name}@${version}`).sort();
}

function undeclared(found: string, why: string, expectations: Expectations): Refusal {
  const { subject } = expectations;
  return new Refusal('component-import-undeclared', `${subject} imports ${found}, ${why}.`, {
    subject,
    expected: declaredBy(expectations).join(', ') || 'no imports',
    found,
  });
}

function checkModules(contents: ComponentContents, subject: string, caps: ComponentCaps): void {
  const pages = pagesOf(caps);
  const total = { memoryPages: 0, tableEntries: 0 };
  for (const module of contents.modules) {
    const { initial } = vetCoreModule(module, subject, pages);
    total.memoryPages += initial.memoryPages;
    total.tableEntries += initial.tableEntries;
  }
  if (total.memoryPages <= pages.memoryPages && total.tableEntries <= pages.tableEntries) return;
  throw new Refusal('component-limits-exceeded', `${subject} asks for too much at its start.`, {
    subject,
    expected: `at most ${pages.memoryPages} pages and ${pages.tableEntries} table entries`,
    found: `${total.memoryPages} pages and ${total.tableEntries} table entries`,
  });
}

function pagesOf({ memoryBytes, tableEntries }: ComponentCaps) {
  return { memoryPages: Math.floor(memoryBytes / PAGE), tableEntries };
}
