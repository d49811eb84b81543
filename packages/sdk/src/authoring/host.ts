/** What a tool may ask of the cluster, by host interface. `true` takes the cluster's limits as they are. */
export type Permissions = {
  readonly [Name in Exclude<keyof HostApi, 'http'>]?: true | PermissionLimits;
} & { readonly http?: HttpPermission };

/** Limits that a tool sets itself: smaller than the cluster's, or they change nothing. */
export interface PermissionLimits {
  /** Host calls per run of the tool. */
  readonly max_calls?: number;
  /** Bytes carried per host call. */
  readonly max_bytes?: number;
}

/** Requests go to these hosts and no other. */
export interface HttpPermission extends PermissionLimits {
  /** `api.example.org`, `*.example.org` for the names below it, `api.example.org:8443` for another port. */
  readonly hosts: readonly string[];
  /** Names of secrets that headers carry as `{{secret:NAME}}`. The operator gives each its value and its hosts. */
  readonly secrets?: readonly string[];
}

/** The capabilities of a tool: one member for each host interface that it declares under `permissions`. */
export type Host<P> = { readonly [Name in keyof P & keyof HostApi]: HostApi[Name] };

/** Every host interface, as tools see it. All calls are synchronous: the host suspends the guest while it works. */
export interface HostApi {
  readonly log: HostLog;
  readonly clock: HostClock;
  readonly random: HostRandom;
  readonly kv: HostKv;
  readonly files: HostFiles;
  readonly http: HostHttp;
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

/** Requests to the hosts of the permission. They throw a `ToolError` whose code begins with `http-` when there is no response. */
export interface HostHttp {
  /** Sends a request, and gives the response, whatever its status. Redirects are followed. */
  fetch(url: string, request?: HttpRequest): HttpResponse;
}

export interface HttpRequest {
  /** `GET`, or `POST` when there is a body. */
  readonly method?: string;
  /** A value may hold `{{secret:NAME}}`: the host puts the secret there, and the tool never sees it. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Sent as JSON, with the content type for it. */
  readonly json?: unknown;
}

export interface HttpResponse {
  readonly status: number;
  /** Whether the status is from 200 to 299. */
  readonly ok: boolean;
  /** By name in lower case; values of the same name are joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** The body as UTF-8. */
  text(): string;
  /** The body as JSON. Throws a `ToolError` with the code `http-no-json`. */
  json(): unknown;
}
