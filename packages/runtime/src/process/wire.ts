import type { ValueType } from '@iceos/core/world';

/**
 * What travels between the host and its children: length-prefixed frames of a JSON header and raw bytes. A frame is
 * bounded before it is buffered, and a header is plain JSON, so that nothing a child sends reaches a decoder with more
 * power than `JSON.parse` (docs/spec/sandbox.md 8). The runner loads this file too: it imports nothing at run time.
 */
export interface Frame {
  readonly header: Readonly<Record<string, unknown>>;
  readonly body: Uint8Array;
}

/** Two 32-bit little-endian lengths: of the header, and of the body. */
const PREFIX = 8;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

/** One frame, ready to be written; `parts` are laid end to end as its body. */
export function encodeFrame(
  header: Readonly<Record<string, unknown>>,
  parts: readonly Uint8Array[] = [],
): Uint8Array {
  const head = encoder.encode(JSON.stringify(header));
  const bodyLength = parts.reduce((length, part) => length + part.length, 0);
  const frame = new Uint8Array(PREFIX + head.length + bodyLength);
  const view = new DataView(frame.buffer);
  view.setUint32(0, head.length, true);
  view.setUint32(4, bodyLength, true);
  frame.set(head, PREFIX);
  let at = PREFIX + head.length;
  for (const part of parts) {
    frame.set(part, at);
    at += part.length;
  }
  return frame;
}

/** Cuts a stream of bytes into frames. */
export class FrameReader {
  private prefix = new Uint8Array(PREFIX);
  private frame: Uint8Array | undefined;
  private filled = 0;
  private headLength = 0;

  /** A frame longer than `maxBytes`, or one that is not what it says, makes `push` throw; the stream is then lost. */
  constructor(private readonly maxBytes: number) {}

  *push(chunk: Uint8Array): Generator<Frame> {
    let at = 0;
    while (at < chunk.length) {
      const target = this.frame ?? this.prefix;
      const taken = Math.min(target.length - this.filled, chunk.length - at);
      target.set(chunk.subarray(at, at + taken), this.filled);
      at += taken;
      this.filled += taken;
      if (this.filled < target.length) return;
      this.filled = 0;
      if (this.frame === undefined) this.frame = this.begin();
      else {
        const frame = this.frame;
        this.frame = undefined;
        yield this.parse(frame);
      }
    }
  }

  private begin(): Uint8Array {
    const view = new DataView(this.prefix.buffer);
    this.headLength = view.getUint32(0, true);
    const length = this.headLength + view.getUint32(4, true);
    if (this.headLength === 0 || length > this.maxBytes) throw new Error(`a frame of ${length} bytes`);
    return new Uint8Array(length);
  }

  private parse(frame: Uint8Array): Frame {
    const header: unknown = JSON.parse(decoder.decode(frame.subarray(0, this.headLength)));
    if (typeof header !== 'object' || header === null || Array.isArray(header)) {
      throw new Error('a frame without a header');
    }
    return { header: header as Record<string, unknown>, body: frame.subarray(this.headLength) };
  }
}

/** A value in the form in which JSON can carry it: `u64` as decimal text, bytes as base64, no option as null. */
export function toWire(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Uint8Array) return encodeBase64(value);
  if (Array.isArray(value)) return value.map(toWire);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, toWire(member)]));
  }
  return value ?? null;
}

/** The value that `toWire` made `wire` of; undefined, or something of another type, when it made none of `type`. */
export function fromWire(type: ValueType, wire: unknown): unknown {
  switch (type.kind) {
    case 'u64':
      return typeof wire === 'string' && /^\d{1,20}$/.test(wire) ? BigInt(wire) : undefined;
    case 'bytes':
      return typeof wire === 'string' && /^[A-Za-z0-9+/]*={0,2}$/.test(wire) ? decodeBase64(wire) : undefined;
    case 'list':
      return Array.isArray(wire) ? wire.map((item) => fromWire(type.of, item)) : undefined;
    case 'option':
      return wire === null ? undefined : fromWire(type.of, wire);
    case 'tuple':
      return Array.isArray(wire) && wire.length === type.of.length
        ? wire.map((item, at) => fromWire(type.of[at] as ValueType, item))
        : undefined;
    case 'record':
      return recordFromWire(type.fields, wire);
    case 'string':
    case 'u32':
    case 'enum':
      break;
  }
  return wire;
}

/** Only the declared members are taken, and only own ones. */
function recordFromWire(
  fields: readonly { readonly name: string; readonly type: ValueType }[],
  wire: unknown,
): unknown {
  if (typeof wire !== 'object' || wire === null) return undefined;
  const members = wire as Record<string, unknown>;
  return Object.fromEntries(
    fields.map(({ name, type }) => {
      const member = name.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
      return [member, Object.hasOwn(members, member) ? fromWire(type, members[member]) : undefined];
    }),
  );
}

function encodeBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 0x2000) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x2000));
  }
  return btoa(binary);
}

function decodeBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined;
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
