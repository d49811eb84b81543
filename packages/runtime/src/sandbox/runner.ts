/**
 * The program of a sandbox child: it holds one component and runs one call at a time, each in a fresh instance. It trusts
 * its parent and nothing else; what protects the machine from it is how it was started (docs/spec/sandbox.md 1, 6).
 */
import { registerHooks } from 'node:module';
import { Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { env, exit, permission } from 'node:process';
import type { ToolError, ValueType } from '@iceos/core/world';
import { encodeFrame, FrameReader, fromWire, toWire, type Frame } from '../process/wire.js';
import { virtualWasi } from './virtual-wasi.js';
import type {
  AnswerHeader,
  CallHeader,
  ChildMessage,
  LoadHeader,
  ParentHeader,
  ReadyMessage,
} from './messages.js';

type Entry = (...args: string[]) => Promise<unknown>;
type Instantiate = (
  module: (name: string) => WebAssembly.Module | undefined,
  imports: Record<string, Record<string, unknown>>,
  instantiate: (module: WebAssembly.Module, imports: WebAssembly.Imports) => WebAssembly.Instance,
) => Promise<Record<string, Entry>>;

interface Component {
  readonly instantiate: Instantiate;
  readonly modules: ReadonlyMap<string, WebAssembly.Module>;
  readonly header: LoadHeader;
}

interface Waiting {
  readonly returns: ValueType | undefined;
  resolve(value: unknown): void;
  reject(failure: string): void;
}

const CHANNEL_FD = 3;
const MAX_FRAME_BYTES = 256 * 1024 * 1024;

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();
const channel = new Socket({ fd: CHANNEL_FD, readable: true, writable: true });
const frames = new FrameReader(MAX_FRAME_BYTES);
const waiting = new Map<number, Waiting>();

let component: Promise<Component> | undefined;
let currentCall: string | undefined;
let sequence = 0;

/** What must hold for a component to be run here, and does not (docs/spec/sandbox.md 6 and 9). */
function missingProtections(): string[] {
  const checks: [string, boolean][] = [
    ['JSPI', 'promising' in WebAssembly && 'Suspending' in WebAssembly],
    ['the permission model', denied('fs.write')],
    ['no child processes', denied('child')],
    ['no worker threads', denied('worker')],
    ['no code from strings', throws(() => Reflect.construct(Function, ['return 1']))],
    ['no __proto__', !('__proto__' in {})],
    ['an empty environment', Object.keys(env).length === 0],
  ];
  return checks.filter(([, holds]) => !holds).map(([name]) => name);
}

/** Without the permission model there is no `permission` at all. */
function denied(scope: string): boolean {
  return typeof permission === 'object' && !permission.has(scope);
}

function throws(action: () => unknown): boolean {
  try {
    action();
    return false;
  } catch {
    return true;
  }
}

/** Takes from the glue what it has no use for; the process's own limits hold without this. */
function closeDoors(): void {
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier.startsWith('data:text/javascript;base64,')) return next(specifier, context);
      throw new Error('nothing can be imported here');
    },
  });
  for (const name of ['process', 'fetch', 'WebSocket', 'EventSource', 'navigator', 'Buffer']) {
    Reflect.deleteProperty(globalThis, name);
  }
}

function send(message: Exclude<ChildMessage, { outcome: 'output' }>): void {
  channel.write(encodeFrame({ ...message }));
}

async function load(header: LoadHeader, body: Uint8Array): Promise<Component> {
  const glue = body.subarray(0, header.glue);
  const modules = new Map<string, WebAssembly.Module>();
  let at = header.glue;
  for (const { name, size } of header.modules) {
    modules.set(name, new WebAssembly.Module(Uint8Array.from(body.subarray(at, at + size))));
    at += size;
  }
  const url = `data:text/javascript;base64,${toWire(glue) as string}`;
  const { instantiate } = (await import(url)) as { instantiate: Instantiate };
  return { instantiate, modules, header };
}

/** Asks the parent; the component is suspended until it answers. Nothing is asked for a call that has ended. */
function ask(call: string, id: string, name: string, returns: ValueType | undefined, args: unknown[]) {
  return new Promise<unknown>((resolve, reject) => {
    if (call !== currentCall) {
      reject(new Error('the call has ended'));
      return;
    }
    sequence += 1;
    waiting.set(sequence, { returns, resolve, reject });
    send({ type: 'host', call, sequence, interface: id, function: name, args: args.map(toWire) });
  });
}

function answer(header: AnswerHeader): void {
  const asked = waiting.get(header.sequence);
  waiting.delete(header.sequence);
  if (!asked) return;
  if ('failure' in header) asked.reject(header.failure);
  else asked.resolve(asked.returns && fromWire(asked.returns, header.value));
}

async function run({ call, args: sizes, outputBytes }: CallHeader, body: Uint8Array): Promise<void> {
  currentCall = call;
  try {
    if (!component) throw new Error('no component is loaded');
    const { instantiate, modules, header } = await component;
    const wasi = virtualWasi((id, name, returns, given) => ask(call, id, name, returns, given));
    const imports = Object.fromEntries(
      Object.entries(header.imports).map(([id, functions]) => [
        id,
        wasi.functionsOf(id) ??
          Object.fromEntries(
            Object.entries(functions).map(([name, { returns }]) => [
              name,
              (...args: unknown[]) => ask(call, id, name, returns, args),
            ]),
          ),
      ]),
    );
    const instance = await instantiate(
      (name) => modules.get(name),
      imports,
      (module, given) => new WebAssembly.Instance(module, given),
    );
    let at = 0;
    const args = sizes.map((size) => decoder.decode(body.subarray(at, (at += size))));
    const output = await instance[header.entry]?.(...args);
    await wasi.flush();
    finish(call, output, outputBytes);
  } catch (error) {
    fail(call, error);
  }
}

function finish(call: string, output: unknown, outputBytes: number): void {
  currentCall = undefined;
  waiting.clear();
  if (typeof output !== 'string') {
    send({ type: 'done', call, outcome: 'no-text' });
    return;
  }
  // A text never has more UTF-16 units than UTF-8 bytes, so a long one need not be encoded to be refused.
  const bytes = output.length > outputBytes ? undefined : encoder.encode(output);
  if (bytes === undefined || bytes.length > outputBytes) {
    send({ type: 'done', call, outcome: 'output-too-large', bytes: bytes?.length ?? output.length });
  } else {
    channel.write(encodeFrame({ type: 'done', call, outcome: 'output' }, [bytes]));
  }
}

function fail(call: string, error: unknown): void {
  currentCall = undefined;
  waiting.clear();
  if (isToolError(error)) {
    const { code, message, retryable } = error;
    send({
      type: 'done',
      call,
      outcome: 'tool-error',
      error: { code: code.slice(0, 100), message: message.slice(0, 4000), retryable },
    });
  } else {
    const detail = error instanceof Error ? `${error.name}: ${error.message}` : 'an unknown error';
    send({ type: 'done', call, outcome: 'trap', detail: detail.slice(0, 500) });
  }
}

function isToolError(value: unknown): value is ToolError {
  if (typeof value !== 'object' || value === null || value instanceof Error) return false;
  const { code, message, retryable } = value as Record<string, unknown>;
  return typeof code === 'string' && typeof message === 'string' && typeof retryable === 'boolean';
}

function handle({ header, body }: Frame): void {
  const message = header as unknown as ParentHeader;
  if (message.type === 'load') {
    component = load(message, body);
    component.catch(() => undefined);
  } else if (message.type === 'call') void run(message, body);
  else answer(message);
}

const ready: ReadyMessage = {
  type: 'ready',
  missing: missingProtections(),
  networks: Object.values(networkInterfaces()).flat().length,
};
channel.on('close', () => exit(0));
channel.on('error', () => exit(1));
channel.on('data', (chunk: Uint8Array) => {
  for (const frame of frames.push(chunk)) handle(frame);
});
closeDoors();
send(ready);
