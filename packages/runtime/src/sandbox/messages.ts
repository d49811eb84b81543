import type { ToolError, ValueType } from '@iceos/core/world';
import type { Frame } from '../process/wire.js';

/** What the runner found about the process it runs in, told once, before anything else. */
export interface ReadyMessage {
  readonly type: 'ready';
  /** Names of the protections that are missing; empty when all of them hold. */
  readonly missing: readonly string[];
  /** Network interfaces that are up. */
  readonly networks: number;
}

/** A call of a host function; the component waits for the answer with the same `sequence`. */
export interface HostMessage {
  readonly type: 'host';
  readonly call: string;
  readonly sequence: number;
  readonly interface: string;
  readonly function: string;
  readonly args: readonly unknown[];
}

/** The end of a call. With `output` the text is the body of the frame. */
export type DoneMessage = { readonly type: 'done'; readonly call: string } & (
  | { readonly outcome: 'output'; readonly body: Uint8Array }
  | { readonly outcome: 'tool-error'; readonly error: ToolError }
  | { readonly outcome: 'output-too-large'; readonly bytes: number }
  | { readonly outcome: 'no-text' }
  | { readonly outcome: 'trap'; readonly detail: string }
);

export type ChildMessage = ReadyMessage | HostMessage | DoneMessage;

/** What the parent sends; the bytes named by sizes follow in the body, in this order. */
export type LoadHeader = {
  readonly type: 'load';
  readonly entry: string;
  readonly glue: number;
  readonly modules: readonly { readonly name: string; readonly size: number }[];
  /** By interface and JavaScript name: what the function returns. */
  readonly imports: Readonly<Record<string, Readonly<Record<string, { readonly returns?: ValueType }>>>>;
};
export type CallHeader = {
  readonly type: 'call';
  readonly call: string;
  readonly args: readonly number[];
  readonly outputBytes: number;
};
export type AnswerHeader = {
  readonly type: 'answer';
  readonly sequence: number;
} & ({ readonly value: unknown } | { readonly failure: string });
export type ParentHeader = LoadHeader | CallHeader | AnswerHeader;

const MAX_DETAIL = 500;
const MAX_CODE = 100;
const MAX_MESSAGE = 4000;

/** A message of a child, or undefined when `frame` is none: every byte of it is untrusted (docs/spec/sandbox.md 8). */
export function parseChildMessage({ header, body }: Frame): ChildMessage | undefined {
  const { type, call } = header;
  if (type === 'ready') return parseReady(header);
  if (typeof call !== 'string' || call.length > 100) return undefined;
  if (type === 'host') return parseHost(call, header);
  return type === 'done' ? parseDone(call, header, body) : undefined;
}

function parseReady({ missing, networks }: Frame['header']): ReadyMessage | undefined {
  const fits =
    Array.isArray(missing) &&
    missing.length < 100 &&
    missing.every((name) => typeof name === 'string') &&
    isCount(networks);
  return fits ? { type: 'ready', missing, networks } : undefined;
}

function parseHost(call: string, header: Frame['header']): HostMessage | undefined {
  const { sequence, interface: id, function: name, args } = header;
  const fits =
    isCount(sequence) &&
    typeof id === 'string' &&
    typeof name === 'string' &&
    Array.isArray(args) &&
    args.length < 100;
  return fits ? { type: 'host', call, sequence, interface: id, function: name, args } : undefined;
}

function parseDone(call: string, header: Frame['header'], body: Uint8Array): DoneMessage | undefined {
  const { outcome, bytes, detail, error } = header;
  switch (outcome) {
    case 'output':
      return { type: 'done', call, outcome, body };
    case 'no-text':
      return { type: 'done', call, outcome };
    case 'output-too-large':
      return isCount(bytes) ? { type: 'done', call, outcome, bytes } : undefined;
    case 'trap':
      return typeof detail === 'string'
        ? { type: 'done', call, outcome, detail: detail.slice(0, MAX_DETAIL) }
        : undefined;
    case 'tool-error': {
      const parsed = parseToolError(error);
      return parsed && { type: 'done', call, outcome, error: parsed };
    }
    default:
      return undefined;
  }
}

function parseToolError(value: unknown): ToolError | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { code, message, retryable } = value as Record<string, unknown>;
  if (typeof code !== 'string' || typeof message !== 'string' || typeof retryable !== 'boolean')
    return undefined;
  return { code: code.slice(0, MAX_CODE), message: message.slice(0, MAX_MESSAGE), retryable };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
