import type { ByteReader } from './byte-reader.js';

/** What an import or export is, in the order of the binary format. */
const SORTS = ['module', 'func', 'value', 'type', 'component', 'instance'] as const;
export type Sort = (typeof SORTS)[number] | 'resource';

/** An import or export at the border of a component. */
export interface Item {
  readonly name: string;
  readonly sort: Sort;
}

/** Names inside a component: kebab-case, `[method]…` and interface ids; no `url=<…>` or the like. */
const ITEM_NAME = /^[A-Za-z0-9.:@/+[\]-]+$/;

/** The name of an import or export. */
export function readItemName(section: ByteReader): string {
  if (section.byte() !== 0) section.refuse('component-malformed', 'a name is of an unknown form');
  return readLabel(section);
}

/** A name that stands where no other form of name is possible. */
export function readLabel(section: ByteReader): string {
  const name = section.name();
  if (!ITEM_NAME.test(name)) {
    section.refuse('component-name-forbidden', `${JSON.stringify(name)} is not the name of an item`);
  }
  return name;
}

export function readFlag(section: ByteReader): boolean {
  const flag = section.byte();
  if (flag > 1) section.refuse('component-malformed', `a flag is ${flag}`);
  return flag === 1;
}

/** A sort in front of an index; a core sort is two bytes. */
export function readSort(section: ByteReader): Sort {
  const code = section.byte();
  if (code === 0) section.byte();
  return SORTS[code] ?? section.refuse('component-malformed', `an item is of sort ${code}`);
}

/** The type of an import or export; of it only the sort matters, and whether it is a resource. */
export function readDescription(section: ByteReader): Sort {
  const code = section.byte();
  const sort = SORTS[code] ?? section.refuse('component-malformed', `an item is of sort ${code}`);
  if (sort === 'value' || sort === 'module') {
    section.refuse('component-feature-forbidden', `a ${sort} is imported or exported`);
  }
  if (sort === 'type' && readFlag(section)) return 'resource';
  section.u32();
  return sort;
}

export function readAlias(section: ByteReader): void {
  readSort(section);
  const target = section.byte();
  section.u32();
  if (target === 0) readLabel(section);
  else if (target === 1) section.name();
  else if (target === 2) section.u32();
  else section.refuse('component-malformed', `an alias has a target of form ${target}`);
}
