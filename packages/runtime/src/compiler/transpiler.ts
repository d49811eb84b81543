/**
 * The program of a one-shot process that turns one component into glue and core modules. The tool it uses panics on odd
 * input and is of no use afterwards, so the process ends with its answer (docs/spec/sandbox.md 5).
 */
import { exit } from 'node:process';
import { Socket } from 'node:net';
import type { generate } from '@bytecodealliance/jco-transpile/component';
import type { componentWit } from '@bytecodealliance/jco-transpile/wasm-tools';
import { encodeFrame, FrameReader, type Frame } from '../process/wire.js';
import type { TranspileAnswer, TranspileRequest } from './transpile-messages.js';

const CHANNEL_FD = 3;
const MAX_FRAME_BYTES = 64 * 1024 * 1024;

const channel = new Socket({ fd: CHANNEL_FD, readable: true, writable: true });
const frames = new FrameReader(MAX_FRAME_BYTES);

function answer(header: TranspileAnswer, parts: readonly Uint8Array[] = []): void {
  channel.end(encodeFrame({ ...header }, parts), () => exit(0));
}

async function transpile({ header, body }: Frame): Promise<void> {
  const request = header as unknown as TranspileRequest;
  const bindgen = (await import(request.bindgen)) as { $init: Promise<void>; generate: typeof generate };
  await bindgen.$init;
  const { files, imports, exports } = bindgen.generate(body, {
    name: request.name,
    instantiation: { tag: 'async' },
    asyncMode: { tag: 'jspi', val: { imports: request.suspending, exports: [request.entry] } },
    // Without it the glue would look for an interface under a name that lacks the version.
    map: request.imports.map((id) => [id, id]),
    noTypescript: true,
    noNodejsCompat: true,
    noComponentErrorWrapping: true,
    base64Cutoff: 0,
  });
  const wit = request.wasmTools === undefined ? undefined : await printWit(request.wasmTools, body);
  answer(
    {
      type: 'transpiled',
      files: files.map(([name, bytes]) => ({ name, size: bytes.length })),
      imports,
      exports: exports.map(([name]) => name),
      ...(wit === undefined ? {} : { wit }),
    },
    files.map(([, bytes]) => bytes),
  );
}

async function printWit(tool: string, component: Uint8Array): Promise<string> {
  const tools = (await import(tool)) as { componentWit: typeof componentWit };
  return tools.componentWit(component);
}

channel.on('close', () => exit(0));
channel.on('data', (chunk: Uint8Array) => {
  for (const frame of frames.push(chunk)) {
    transpile(frame).catch((error: unknown) => {
      answer({ type: 'refused', detail: String(error).slice(0, 1000) });
    });
  }
});
