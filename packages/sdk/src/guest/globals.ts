import type { HostApi } from '../authoring/host.js';
import { ToolError } from '../authoring/tool-error.js';
import { notGranted, type RawHost } from './grants.js';
import { inspect } from './inspect.js';
import { enqueue } from './jobs.js';
import { GuestPromise } from './promise.js';

const ABSENT: Readonly<Record<string, string>> = {
  fetch: 'Use host.http.fetch, with the permission http for the hosts that you need.',
  XMLHttpRequest: 'There is no network in the sandbox.',
  WebSocket: 'There is no network in the sandbox.',
  setTimeout: 'There are no timers in the sandbox: a tool computes and returns.',
  setInterval: 'There are no timers in the sandbox: a tool computes and returns.',
  setImmediate: 'There are no timers in the sandbox: use queueMicrotask or a promise.',
};

/**
 * Puts the globals in place that code expects, over what the tool was granted: `Promise`, `Date`, `performance`,
 * `Math.random` and `console`. What needs a capability that was not declared says so when it is used, and never answers
 * with something made up: a tool that reads a wrong time is worse than one that fails.
 */
export function install(raw: RawHost, host: HostApi): void {
  put('Promise', GuestPromise);
  put('queueMicrotask', enqueue);
  put('console', consoleOver(raw, host));
  const now = raw.clock ? host.clock.now : refuse(() => notGranted('The current time', 'clock'));
  put('Date', dateOver(now));
  put('performance', { now: raw.clock ? () => host.clock.monotonic() / 1e6 : now });
  Math.random = raw.random ? host.random.number : refuse(() => notGranted('Math.random', 'random'));
  for (const [name, why] of Object.entries(ABSENT)) {
    put(
      name,
      refuse(() => new ToolError('not-in-sandbox', `${name} is not available. ${why}`)),
    );
  }
}

function put(name: string, value: unknown): void {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}

function refuse(error: () => ToolError): () => never {
  return () => {
    throw error();
  };
}

const NativeDate = Date;

/** `Date` with its own idea of now. Parsing, arithmetic and formatting are the engine's. */
function dateOver(now: () => number): DateConstructor {
  const replaced = function (this: unknown, ...parts: unknown[]): unknown {
    if (!new.target) return new NativeDate(now()).toString();
    const args = parts.length === 0 ? [now()] : parts;
    return Reflect.construct(NativeDate, args, new.target);
  };
  Object.defineProperties(replaced, {
    name: { value: 'Date' },
    length: { value: 7 },
    prototype: { value: NativeDate.prototype },
    now: { value: now, writable: true, configurable: true },
    parse: { value: NativeDate.parse, writable: true, configurable: true },
    UTC: { value: NativeDate.UTC, writable: true, configurable: true },
  });
  Object.defineProperty(NativeDate.prototype, 'constructor', {
    value: replaced,
    writable: true,
    configurable: true,
  });
  return replaced as unknown as DateConstructor;
}

/** `console` writes to the host's log when that was granted, and is silent otherwise. */
function consoleOver(raw: RawHost, host: HostApi): Record<string, (...values: unknown[]) => void> {
  const silent = (): void => undefined;
  if (!raw.log) {
    return Object.fromEntries(CONSOLE.map(([name]) => [name, silent]));
  }
  return Object.fromEntries(
    CONSOLE.map(([name, level]) => [
      name,
      (...values: unknown[]) => host.log[level](values.map(inspect).join(' ')),
    ]),
  );
}

const CONSOLE = [
  ['debug', 'debug'],
  ['trace', 'debug'],
  ['log', 'info'],
  ['info', 'info'],
  ['dir', 'info'],
  ['table', 'info'],
  ['warn', 'warn'],
  ['error', 'error'],
] as const;
