import type { ArgumentsOf, Camel, FunctionShape, ResultOf } from './values.js';
import { VERSION } from './worlds.js';

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

/** What the stores of texts have in common. */
const textsByKey = [
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
] as const;

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
      ...textsByKey,
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
      ...textsByKey,
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

/** An interface as an operator writes it: in full, `iceos:host/log`, or the last part of the name of one of ours. */
export function parseInterfaceName(text: string): string | undefined {
  if (/^[a-z][a-z0-9-]*:[a-z][a-z0-9-]*\/[a-z][a-z0-9-]*$/.test(text)) return text;
  return [...HOST_INTERFACES.values()].find(({ name }) => name === text)?.interface;
}
