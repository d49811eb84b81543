import { ToolError, type Host } from '@iceos/sdk';

/** What the runner itself may call. */
export type FullHost = Host<{ log: true; clock: true; random: true; kv: true; files: true }>;

const NAMES = ['log', 'clock', 'random', 'kv', 'files'] as const;

/**
 * `host` as code sees it: `host.kv.get('key')`, or `host.call('kv', 'get', 'key')`. What the node was not granted says so
 * when it is touched, rather than ending the call.
 */
export function codeHost(host: FullHost, granted: readonly string[] = NAMES): object {
  const seen = Object.create(null) as Record<string, object>;
  for (const name of NAMES) {
    Object.defineProperty(seen, name, {
      enumerable: true,
      get() {
        if (granted.includes(name)) return host[name];
        throw new ToolError(
          'permission-missing',
          `host.${name} is not granted to this code: add ${JSON.stringify(name)} to the \`imports\` of its node.`,
        );
      },
    });
  }
  return Object.freeze(Object.defineProperty(seen, 'call', { value: caller(seen) }));
}

function caller(seen: Readonly<Record<string, object>>) {
  return (name: string, member: string, ...args: unknown[]): unknown => {
    const api = NAMES.some((known) => known === name) ? seen[name] : undefined;
    if (!api) {
      throw new ToolError('capability-unknown', `The host has no ${name}: it has ${NAMES.join(', ')}.`);
    }
    const found: unknown = Object.hasOwn(api, member) ? (api as Record<string, unknown>)[member] : undefined;
    if (typeof found === 'function') return (found as (...values: unknown[]) => unknown)(...args);
    const members = Object.keys(api).join(', ');
    throw new ToolError('capability-unknown', `host.${name} has no ${member}: it has ${members}.`);
  };
}
