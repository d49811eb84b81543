import type { HostImplementation, HostInterfaceName } from '@iceos/core/world';
import { QuotaExceeded } from './capabilities/failures.js';
import { fileReader, type GrantedFile, type FileQuotas } from './capabilities/files.js';
import { logWriter, type LogEntry } from './capabilities/log.js';

export { httpCapability, type HttpGrant, type HttpPolicy } from './capabilities/http.js';
export type { HostSecret, HostSecrets } from './capabilities/http/secrets.js';
export { HostFailure, QuotaExceeded } from './capabilities/failures.js';
export { ExecutionKv, type KvQuotas } from './capabilities/kv.js';

/**
 * The host functions that one call may use, by interface. What is not here does not exist for the component
 * (docs/spec/sandbox.md 8).
 */
export type HostGrants = { readonly [Name in HostInterfaceName]?: HostImplementation<Name> };

const MAX_RANDOM_BYTES = 65_536;

/** `iceos:host/log`: hands each message to `write`, cut to a bearable length. */
export function logCapability(write: (entry: LogEntry) => void): HostImplementation<'log'> {
  return { write: logWriter(write) };
}

/** `iceos:host/clock` over the clocks of the caller: milliseconds since the epoch, and nanoseconds that only grow. */
export function clockCapability(clock: {
  readonly now: () => number;
  readonly monotonic: () => bigint;
}): HostImplementation<'clock'> {
  return { now: () => BigInt(Math.trunc(clock.now())), monotonic: () => clock.monotonic() };
}

/** `iceos:host/random` over a cryptographic source: `fill` fills the array it is given. */
export function randomCapability(fill: (bytes: Uint8Array) => void): HostImplementation<'random'> {
  return {
    bytes(length) {
      if (length > MAX_RANDOM_BYTES) throw new QuotaExceeded('random bytes in one call', MAX_RANDOM_BYTES);
      const bytes = new Uint8Array(length);
      fill(bytes);
      return bytes;
    },
  };
}

/** `iceos:host/files`: the granted files by path, read when a component asks for them. */
export function filesCapability(
  files: ReadonlyMap<string, GrantedFile>,
  quotas?: Partial<FileQuotas>,
): HostImplementation<'files'> {
  return fileReader(files, quotas);
}
