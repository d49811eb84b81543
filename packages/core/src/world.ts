/**
 * The world of a component: what the host calls and what a component may import. This file is the only declaration of
 * both. The WIT text that tools are built against, the list of suspending imports that the compiler needs, and the checks
 * of every host call come from the tables below (docs/spec/sandbox.md 4, 8 and 9).
 */

/**
 * The type of a value that crosses the border, and its form in JavaScript: `bytes` is `Uint8Array`, `u64` is `bigint`, an
 * option is the value or `undefined`, an enum is one of its cases, a tuple is an array, a record an object.
 */
export type ValueType =
  | { readonly kind: 'string' | 'u32' | 'u64' | 'bytes' }
  | { readonly kind: 'list' | 'option'; readonly of: ValueType }
  | { readonly kind: 'tuple'; readonly of: readonly ValueType[] }
  | {
      readonly kind: 'record';
      readonly name: string;
      readonly fields: readonly { readonly name: string; readonly type: ValueType }[];
    }
  | { readonly kind: 'enum'; readonly name: string; readonly cases: readonly string[] };

export interface FunctionShape {
  /** Name in WIT, kebab-case. In JavaScript it is `jsNameOf(name)`. */
  readonly name: string;
  readonly summary: string;
  readonly params: readonly { readonly name: string; readonly type: ValueType }[];
  readonly returns?: ValueType;
  /** With it the function returns a `result`: in JavaScript it throws a text. */
  readonly fails?: ValueType;
}

export interface HostInterface {
  readonly name: HostInterfaceName;
  /** Name in the import section, `iceos:host/kv@0.1.0`. */
  readonly id: HostInterfaceId;
  /** What a permission names, `iceos:host/kv`. */
  readonly interface: string;
  readonly version: string;
  readonly summary: string;
  /** Its implementation is brought by whoever opens a run. Without one the load gate refuses who asks for it. */
  readonly port: boolean;
  readonly functions: readonly FunctionShape[];
}

export interface World {
  /** What a manifest names, `iceos:tool@0.1.0`. */
  readonly id: WorldId;
  /** Name of the world inside its package. */
  readonly name: string;
  /** The one function that the host calls; it returns `result<string, tool-error>`, where the text is JSON. */
  readonly entry: { readonly name: string; readonly params: readonly string[] };
}

export type WorldId = 'iceos:tool@0.1.0' | 'iceos:code@0.1.0';

/** The error of a tool, as the guest throws it. `code` is kebab- or snake-case and the tool's own. */
export interface ToolError {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
}

/** The interface that only declares `tool-error`: every component imports it, and nothing can be called in it. */
export const TYPES_INTERFACE = 'iceos:tool/types@0.1.0';

export const WORLDS: Readonly<Record<WorldId, World>> = {
  'iceos:tool@0.1.0': {
    id: 'iceos:tool@0.1.0',
    name: 'tool',
    entry: { name: 'run', params: ['input-json'] },
  },
  'iceos:code@0.1.0': {
    id: 'iceos:code@0.1.0',
    name: 'code',
    entry: { name: 'run-code', params: ['source', 'input-json'] },
  },
};

const VERSION = '0.1.0';
const string = { kind: 'string' } as const;
const u32 = { kind: 'u32' } as const;
const u64 = { kind: 'u64' } as const;
const bytes = { kind: 'bytes' } as const;
const strings = { kind: 'list', of: string } as const;
const headers = { kind: 'list', of: { kind: 'tuple', of: [string, string] } } as const;
const response = {
  kind: 'record',
  name: 'response',
  fields: [
    { name: 'status', type: u32 },
    { name: 'headers', type: headers },
    { name: 'body', type: bytes },
  ],
} as const;
const completion = {
  kind: 'record',
  name: 'completion',
  fields: [
    { name: 'text', type: string },
    { name: 'prompt-tokens', type: u32 },
    { name: 'completion-tokens', type: u32 },
  ],
} as const;
const level = { kind: 'enum', name: 'level', cases: ['debug', 'info', 'warn', 'error'] } as const;

const FUNCTIONS = {
  log: {
    summary: 'Messages kept with the execution.',
    functions: [
      {
        name: 'write',
        summary: 'Keeps one message.',
        params: [
          { name: 'level', type: level },
          { name: 'message', type: string },
        ],
      },
    ],
  },
  clock: {
    summary: 'Time.',
    functions: [
      { name: 'now', summary: 'Milliseconds since 1970-01-01T00:00:00Z.', params: [], returns: u64 },
      {
        name: 'monotonic',
        summary: 'Nanoseconds that never go back; their zero means nothing.',
        params: [],
        returns: u64,
      },
    ],
  },
  random: {
    summary: 'Cryptographic randomness.',
    functions: [
      {
        name: 'bytes',
        summary: '`len` random bytes, at most 65536.',
        params: [{ name: 'len', type: u32 }],
        returns: bytes,
      },
    ],
  },
  kv: {
    summary: 'Texts by key, shared by the tools of one execution and gone with it.',
    functions: [
      {
        name: 'get',
        summary: 'The text at `key`, if there is one.',
        params: [{ name: 'key', type: string }],
        returns: { kind: 'option', of: string },
      },
      {
        name: 'set',
        summary: 'Keeps `value` at `key`.',
        params: [
          { name: 'key', type: string },
          { name: 'value', type: string },
        ],
      },
      { name: 'delete', summary: 'Forgets `key`.', params: [{ name: 'key', type: string }] },
      {
        name: 'list',
        summary: 'The keys that begin with `prefix`, in order.',
        params: [{ name: 'prefix', type: string }],
        returns: strings,
      },
    ],
  },
  files: {
    summary: 'Read-only files granted to the run, such as the signed data files of a bundle.',
    functions: [
      {
        name: 'read-text',
        summary: 'The UTF-8 text of the file at `path`, or why there is none.',
        params: [{ name: 'path', type: string }],
        returns: string,
        fails: string,
      },
      { name: 'list', summary: 'The paths of the granted files, in order.', params: [], returns: strings },
    ],
  },
  http: {
    summary: 'Requests to the hosts that the permission names.',
    functions: [
      {
        name: 'send',
        summary:
          'Sends a request, follows redirects, and gives the last response, or `code: reason` when there is none.',
        params: [
          { name: 'method', type: string },
          { name: 'url', type: string },
          { name: 'headers', type: headers },
          { name: 'body', type: bytes },
        ],
        returns: response,
        fails: string,
      },
    ],
  },
  llm: {
    port: true,
    summary: 'Completions by the models that the operator allows.',
    functions: [
      {
        name: 'complete',
        summary: 'What `model` answers to `prompt` in at most `max-tokens` tokens, or `code: reason`.',
        params: [
          { name: 'model', type: string },
          { name: 'prompt', type: string },
          { name: 'max-tokens', type: u32 },
        ],
        returns: completion,
        fails: string,
      },
    ],
  },
  memory: {
    port: true,
    summary: 'Texts by key that outlive the execution.',
    functions: [
      {
        name: 'get',
        summary: 'The text at `key`, if there is one.',
        params: [{ name: 'key', type: string }],
        returns: { kind: 'option', of: string },
      },
      {
        name: 'set',
        summary: 'Keeps `value` at `key`.',
        params: [
          { name: 'key', type: string },
          { name: 'value', type: string },
        ],
      },
      { name: 'delete', summary: 'Forgets `key`.', params: [{ name: 'key', type: string }] },
      {
        name: 'search',
        summary: 'The keys of at most `limit` texts that are about `query`, the closest first.',
        params: [
          { name: 'query', type: string },
          { name: 'limit', type: u32 },
        ],
        returns: strings,
      },
    ],
  },
} as const satisfies Record<string, { summary: string; port?: true; functions: readonly FunctionShape[] }>;

export type HostInterfaceName = keyof typeof FUNCTIONS;
export type HostInterfaceId = `iceos:host/${HostInterfaceName}@${typeof VERSION}`;

/** The JavaScript form of a type, such as `bigint` for `u64`. */
export type ValueOf<Type> = Type extends { kind: 'string' }
  ? string
  : Type extends { kind: 'u32' }
    ? number
    : Type extends { kind: 'u64' }
      ? bigint
      : Type extends { kind: 'bytes' }
        ? Uint8Array
        : Type extends { kind: 'list'; of: infer Item }
          ? readonly ValueOf<Item>[]
          : Type extends { kind: 'option'; of: infer Item }
            ? ValueOf<Item> | undefined
            : Type extends { kind: 'enum'; cases: readonly (infer Case)[] }
              ? Case
              : Type extends { kind: 'tuple'; of: infer Items }
                ? { readonly [At in keyof Items]: ValueOf<Items[At]> }
                : Type extends { kind: 'record'; fields: readonly (infer Field)[] }
                  ? RecordOf<Field>
                  : never;
type RecordOf<Field> = {
  readonly [
    Each in Field as Each extends { name: infer Name extends string } ? Camel<Name> : never
  ]: Each extends { type: infer Type } ? ValueOf<Type> : never;
};

type Camel<Name extends string> = Name extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : Name;
type ArgumentsOf<Params extends readonly { type: unknown }[]> = {
  readonly [At in keyof Params]: ValueOf<Params[At]['type']>;
};
type ResultOf<Shape> = Shape extends { returns: infer Type } ? ValueOf<Type> : void;

/** What the host must have to offer an interface: one function for each of the table, in its JavaScript form. */
export type HostImplementation<Name extends HostInterfaceName> = {
  readonly [Shape in (typeof FUNCTIONS)[Name]['functions'][number] as Camel<Shape['name']>]: (
    ...args: ArgumentsOf<Shape['params']>
  ) => ResultOf<Shape> | Promise<ResultOf<Shape>>;
};

/** Every interface that the host has, by the name a component imports it under. */
export const HOST_INTERFACES: ReadonlyMap<string, HostInterface> = new Map(
  (Object.keys(FUNCTIONS) as HostInterfaceName[]).map((name) => {
    const id = hostInterfaceId(name);
    const shared = { id, name, interface: `iceos:host/${name}`, version: VERSION, port: false };
    return [id, { ...shared, ...FUNCTIONS[name] }];
  }),
);

/** The id of the current version of a host interface. */
export function hostInterfaceId(name: HostInterfaceName): HostInterfaceId {
  return `iceos:host/${name}@${VERSION}`;
}

/** The functions of a host interface; none for an interface that the host does not have. */
export function hostFunctions(id: string): readonly FunctionShape[] {
  return HOST_INTERFACES.get(id)?.functions ?? [];
}

/** `name` as JavaScript spells it on both sides of the border: `read-text` is `readText`. */
export function jsNameOf(name: string): string {
  return name.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** Whether `value` has the JavaScript form of `type`. Sizes are the caller's to limit. */
export function conforms(type: ValueType, value: unknown): boolean {
  switch (type.kind) {
    case 'string':
      return typeof value === 'string';
    case 'u32':
      return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 0xffff_ffff;
    case 'u64':
      return typeof value === 'bigint' && value >= 0n && value <= 0xffff_ffff_ffff_ffffn;
    case 'bytes':
      return value instanceof Uint8Array;
    case 'list':
      return Array.isArray(value) && value.every((item) => conforms(type.of, item));
    case 'option':
      return value === undefined || conforms(type.of, value);
    case 'tuple':
      return (
        Array.isArray(value) &&
        value.length === type.of.length &&
        type.of.every((item, at) => conforms(item, value[at]))
      );
    case 'record':
      return (
        typeof value === 'object' &&
        value !== null &&
        type.fields.every((field) =>
          conforms(field.type, (value as Record<string, unknown>)[jsNameOf(field.name)]),
        )
      );
    case 'enum':
      break;
  }
  return typeof value === 'string' && type.cases.includes(value);
}

/** Whether `args` are exactly what `shape` takes. */
export function acceptsArguments(shape: FunctionShape, args: readonly unknown[]): boolean {
  return (
    args.length === shape.params.length && shape.params.every(({ type }, at) => conforms(type, args[at]))
  );
}

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
