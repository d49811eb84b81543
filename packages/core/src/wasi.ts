/**
 * The empty, virtual WASI (docs/spec/sandbox.md, WASI): what components of other toolchains import by habit. It has no
 * files, no environment, no arguments and no sockets; what is written goes to the log, and clocks and randomness are the
 * host's. A component gets it only where its manifest asks and the cluster's policy grants it.
 */

/** The one permission that stands for all of it: the name of the WASI world for commands. */
export const WASI_PERMISSION = { interface: 'wasi:cli/imports', version: '0.2.0' } as const;
/** `interface@version` of that permission. */
export const WASI_PERMISSION_ID = `${WASI_PERMISSION.interface}@${WASI_PERMISSION.version}`;

export type WasiInterfaceId = `wasi:${string}@0.2.${number}`;

const OUTPUT = [
  'write',
  'blocking-write-and-flush',
  'flush',
  'blocking-flush',
  'write-zeroes',
  'blocking-write-zeroes-and-flush',
].map((name) => `[method]output-stream.${name}`);

/** Every interface that is virtual, with its functions that ask the host and so suspend the component. */
const INTERFACES: Readonly<Record<string, readonly string[]>> = {
  'wasi:cli/environment': [],
  'wasi:cli/exit': [],
  'wasi:cli/stdin': [],
  'wasi:cli/stdout': [],
  'wasi:cli/stderr': [],
  'wasi:cli/terminal-input': [],
  'wasi:cli/terminal-output': [],
  'wasi:cli/terminal-stdin': [],
  'wasi:cli/terminal-stdout': [],
  'wasi:cli/terminal-stderr': [],
  'wasi:clocks/monotonic-clock': ['now'],
  'wasi:clocks/wall-clock': ['now'],
  'wasi:filesystem/types': [],
  'wasi:filesystem/preopens': [],
  'wasi:io/error': [],
  'wasi:io/poll': [],
  'wasi:io/streams': OUTPUT,
  'wasi:random/random': ['get-random-bytes', 'get-random-u64'],
  'wasi:random/insecure': ['get-insecure-random-bytes', 'get-insecure-random-u64'],
  'wasi:random/insecure-seed': ['insecure-seed'],
};

/** Whether an imported interface is one of the virtual ones, in any release of WASI 0.2. */
export function isVirtualWasi(id: string): id is WasiInterfaceId {
  const [name = '', version = ''] = id.split('@');
  return Object.hasOwn(INTERFACES, name) && /^0\.2\.\d{1,4}$/.test(version);
}

/** The functions of a virtual interface that suspend the component, as the compiler names them. */
export function suspendingWasi(id: string): readonly string[] {
  return isVirtualWasi(id) ? (INTERFACES[id.split('@')[0] ?? ''] ?? []) : [];
}
