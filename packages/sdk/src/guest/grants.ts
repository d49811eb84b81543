import type { HostInterfaceName } from '@iceos/core/world';
import type { HostApi } from '../authoring/host.js';
import { ToolError } from '../authoring/tool-error.js';
import { httpOver, type RawHttp } from './http.js';
import { inspect } from './inspect.js';
import { text } from './text.js';

/** The host interfaces as the component imports them; what the tool does not declare is absent. */
export interface RawHost {
  readonly log?: { write(level: string, message: string): void };
  readonly clock?: { now(): number | bigint; monotonic(): number | bigint };
  readonly random?: { bytes(count: number): Uint8Array };
  readonly kv?: {
    get(key: string): string | null | undefined;
    set(key: string, value: string): void;
    delete(key: string): void;
    list(prefix: string): string[];
  };
  readonly files?: { readText(path: string): string; list(): string[] };
  readonly http?: RawHttp;
}

const MAX_RANDOM_BYTES = 65_536;

/** Whether the module of the tool is still loading. The build takes a snapshot after that, and no host is there yet. */
let loading = true;

/** Called by the wrapper when a call begins. */
export function loaded(): void {
  loading = false;
}

/** What a tool says that reaches for an interface it did not declare. */
export function notGranted(what: string, permission: HostInterfaceName): ToolError {
  return new ToolError(
    'permission-missing',
    `${what} needs the permission "${permission}": add \`${permission}: ${permission === 'http' ? "{ hosts: ['api.example.org'] }" : 'true'}\` to the tool's permissions.`,
  );
}

function refuseWhileLoading(what: string): void {
  if (!loading) return;
  throw new ToolError(
    'host-while-loading',
    `${what} is called while the module loads, when there is no host yet: call it inside run.`,
  );
}

/** The capabilities of a tool over what it imports. An undeclared interface throws when it is touched. */
export function hostOver(raw: RawHost): HostApi {
  const { log, clock, random, kv, files, http } = raw;
  const api: Partial<HostApi> = {
    ...(log && { log: logOver(log) }),
    ...(clock && { clock: clockOver(clock) }),
    ...(random && { random: randomOver(random) }),
    ...(kv && { kv: kvOver(kv) }),
    ...(files && { files: filesOver(files) }),
    ...(http && { http: httpOver(http, () => refuseWhileLoading('host.http')) }),
  };
  const names: (keyof HostApi)[] = ['log', 'clock', 'random', 'kv', 'files', 'http'];
  for (const name of names) {
    if (api[name]) continue;
    Object.defineProperty(api, name, {
      get: () => {
        throw notGranted(`host.${name}`, name);
      },
    });
  }
  return Object.freeze(api) as HostApi;
}

function logOver(log: NonNullable<RawHost['log']>): HostApi['log'] {
  const at = (level: string) => (message: string) => {
    refuseWhileLoading('host.log');
    log.write(level, inspect(message).toWellFormed());
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

function clockOver(clock: NonNullable<RawHost['clock']>): HostApi['clock'] {
  return {
    now: () => {
      refuseWhileLoading('The clock');
      return Number(clock.now());
    },
    monotonic: () => {
      refuseWhileLoading('The clock');
      return Number(clock.monotonic());
    },
  };
}

function randomOver(random: NonNullable<RawHost['random']>): HostApi['random'] {
  const bytes = (count: number): Uint8Array => {
    refuseWhileLoading('Randomness');
    if (!Number.isInteger(count) || count < 0 || count > MAX_RANDOM_BYTES) {
      throw new RangeError(`count must be a whole number from 0 to ${MAX_RANDOM_BYTES}.`);
    }
    return random.bytes(count);
  };
  return {
    bytes,
    number: () => {
      const view = new DataView(new Uint8Array(bytes(8)).buffer);
      return ((view.getUint32(0) >>> 5) * 0x400_0000 + (view.getUint32(4) >>> 6)) / 2 ** 53;
    },
    uuid: () => {
      const hex = Array.from(bytes(16), (byte, at) => {
        if (at === 6) return (byte & 0x0f) | 0x40;
        return at === 8 ? (byte & 0x3f) | 0x80 : byte;
      }).map((byte) => byte.toString(16).padStart(2, '0'));
      return [hex.slice(0, 4), hex.slice(4, 6), hex.slice(6, 8), hex.slice(8, 10), hex.slice(10)]
        .map((part) => part.join(''))
        .join('-');
    },
  };
}

function kvOver(kv: NonNullable<RawHost['kv']>): HostApi['kv'] {
  const guarded = <T>(act: () => T): T => {
    refuseWhileLoading('host.kv');
    return act();
  };
  return {
    get: (key) => guarded(() => kv.get(text(key, 'key')) ?? undefined),
    set: (key, value) => guarded(() => kv.set(text(key, 'key'), text(value, 'value'))),
    delete: (key) => guarded(() => kv.delete(text(key, 'key'))),
    list: (prefix = '') => guarded(() => kv.list(text(prefix, 'prefix'))),
  };
}

function filesOver(files: NonNullable<RawHost['files']>): HostApi['files'] {
  return {
    readText: (path) => {
      refuseWhileLoading('host.files');
      const wanted = text(path, 'path');
      try {
        return files.readText(wanted);
      } catch (error) {
        throw new ToolError('file-unavailable', error instanceof Error ? error.message : String(error));
      }
    },
    list: () => {
      refuseWhileLoading('host.files');
      return files.list();
    },
  };
}
