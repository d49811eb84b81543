import type { HostInterfaceName } from '@iceos/core/world';

/** What a tool may ask of the cluster, by host interface. `true` takes the cluster's limits as they are. */
export type Permissions = { readonly [Name in HostInterfaceName]?: true | PermissionLimits };

/** Limits that a tool sets itself: smaller than the cluster's, or they change nothing. */
export interface PermissionLimits {
  /** Host calls per run of the tool. */
  readonly max_calls?: number;
  /** Bytes carried per host call. */
  readonly max_bytes?: number;
}

/** The capabilities of a tool: one member for each host interface that it declares under `permissions`. */
export type Host<P> = { readonly [Name in keyof P & HostInterfaceName]: HostApi[Name] };

/** Every host interface, as tools see it. All calls are synchronous: the host suspends the guest while it works. */
export interface HostApi {
  readonly log: HostLog;
  readonly clock: HostClock;
  readonly random: HostRandom;
  readonly kv: HostKv;
  readonly files: HostFiles;
}

/** Messages kept with the execution. */
export interface HostLog {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

export interface HostClock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
  /** Nanoseconds that never go back; their zero means nothing. */
  monotonic(): number;
}

/** Cryptographic randomness. */
export interface HostRandom {
  /** `count` bytes, at most 65,536. */
  bytes(count: number): Uint8Array;
  /** A number from 0 up to, but never, 1, with 53 random bits. */
  number(): number;
  /** A version 4 UUID. */
  uuid(): string;
}

/** Texts by key, shared by the tools of one execution and gone with it. */
export interface HostKv {
  get(key: string): string | undefined;
  set(key: string, value: string): void;
  delete(key: string): void;
  /** The keys that begin with `prefix`, in order; without one, all keys. */
  list(prefix?: string): string[];
}

/** Read-only files granted to the run, such as the data files of a bundle. */
export interface HostFiles {
  /** The UTF-8 text of the file at `path`. Throws a `ToolError` with the code `file-unavailable`. */
  readText(path: string): string;
  /** The paths of the granted files, in order. */
  list(): string[];
}
