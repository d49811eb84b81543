import { HOST_INTERFACES, type HostInterface, type HostInterfaceId } from './interfaces.js';
import type { FunctionShape, ValueType } from './values.js';
import { TYPES_INTERFACE, VERSION, WORLDS, type World, type WorldId } from './worlds.js';

/**
 * The WIT package of `world` with `interfaces` imported: texts by relative path, to be written into a folder as they are
 * and given to any WIT tool together with `WORLDS[world].name`. Equal inputs give equal texts; the order of `interfaces`
 * does not matter.
 */
export function witFor(
  world: WorldId,
  interfaces: Iterable<HostInterfaceId> = [],
): Readonly<Record<string, string>> {
  const imported = [...new Set(interfaces)].sort();
  const own = world === 'iceos:tool@0.1.0';
  return {
    'world.wit': [
      `package ${world};\n`,
      ...(own ? [TYPES] : []),
      worldText(WORLDS[world], imported, own),
    ].join('\n'),
    ...(own ? {} : { 'deps/iceos-tool/types.wit': `package iceos:tool@${VERSION};\n\n${TYPES}` }),
    ...(imported.length === 0 ? {} : { 'deps/iceos-host/host.wit': hostText(imported) }),
  };
}

/** The same as one text, in which the packages that the world uses are nested: for tools that take a single file. */
export function witText(world: WorldId, interfaces: Iterable<HostInterfaceId> = []): string {
  const { 'world.wit': own = '', ...others } = witFor(world, interfaces);
  const nested = Object.values(others).map((text) => `${text.replace(/^(package [^;]+);/, '$1 {')}\n}\n`);
  return [own, ...nested].join('\n');
}

const TYPES = `interface types {
  record tool-error {
    code: string,
    message: string,
    retryable: bool,
  }
}
`;

const KEYWORDS = new Set(['list']);
const identifier = (name: string): string => (KEYWORDS.has(name) ? `%${name}` : name);

function worldText({ name, entry }: World, imported: readonly string[], own: boolean): string {
  const types = own ? 'types' : TYPES_INTERFACE;
  const params = entry.params.map((param) => `${param}: string`).join(', ');
  return [
    `world ${name} {`,
    `  use ${types}.{tool-error};`,
    ...imported.map((id) => `  import ${id};`),
    `  export ${entry.name}: func(${params}) -> result<string, tool-error>;`,
    '}\n',
  ].join('\n');
}

function hostText(ids: readonly HostInterfaceId[]): string {
  return [`package iceos:host@${VERSION};\n`, ...ids.map(interfaceText)].join('\n');
}

function interfaceText(id: HostInterfaceId): string {
  const { name, summary, functions } = HOST_INTERFACES.get(id) as HostInterface;
  const named = new Map<string, string>();
  for (const { params, returns } of functions) {
    for (const type of [...params.map((param) => param.type), ...(returns ? [returns] : [])])
      declareNamed(type, named);
  }
  return [
    `/// ${summary}`,
    `interface ${name} {`,
    ...named.values(),
    ...functions.map((shape) => `  /// ${shape.summary}\n  ${functionText(shape)}`),
    '}\n',
  ].join('\n');
}

/** Adds the definitions of the enums and records that are `type`; none of ours holds another. */
function declareNamed(type: ValueType, named: Map<string, string>): void {
  if (type.kind === 'enum')
    named.set(type.name, `  enum ${type.name} {\n    ${type.cases.join(',\n    ')},\n  }\n`);
  if (type.kind === 'record') {
    const fields = type.fields.map((field) => `${identifier(field.name)}: ${typeText(field.type)}`);
    named.set(type.name, `  record ${type.name} {\n    ${fields.join(',\n    ')},\n  }\n`);
  }
}

function functionText({ name, params, returns, fails }: FunctionShape): string {
  const taken = params.map((param) => `${identifier(param.name)}: ${typeText(param.type)}`).join(', ');
  const given = returns === undefined ? '_' : typeText(returns);
  const result = fails ? ` -> result<${given}, ${typeText(fails)}>` : returns ? ` -> ${given}` : '';
  return `${identifier(name)}: func(${taken})${result};`;
}

function typeText(type: ValueType): string {
  switch (type.kind) {
    case 'bytes':
      return 'list<u8>';
    case 'list':
    case 'option':
      return `${type.kind}<${typeText(type.of)}>`;
    case 'tuple':
      return `tuple<${type.of.map(typeText).join(', ')}>`;
    case 'enum':
    case 'record':
      return type.name;
    case 'string':
    case 'u32':
    case 'u64':
      break;
  }
  return type.kind;
}
