import { Refusal, type RefusalCode } from '@iceos/core/refusal';

/** Longest import, export or argument name that is read, in bytes. */
const MAX_NAME_BYTES = 1024;

/**
 * A cursor over a range of a WebAssembly binary. Whatever the bytes are, a method returns a value that lies inside the
 * range or throws a `Refusal`; nothing is ever read beyond `end`.
 */
export class ByteReader {
  constructor(
    readonly bytes: Uint8Array,
    /** What is read, for the refusal: a file or a component. */
    readonly subject: string,
    public at = 0,
    readonly end = bytes.length,
  ) {}

  get left(): number {
    return this.end - this.at;
  }

  byte(): number {
    const value = this.peek();
    this.at += 1;
    return value;
  }

  /** The next byte, without moving. */
  peek(): number {
    const value = this.at < this.end ? this.bytes[this.at] : undefined;
    return value ?? this.refuse('component-malformed', 'it ends too early');
  }

  /** An unsigned LEB128 number of at most 32 bits. */
  u32(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      if (shift === 28 && byte > 0x0f) break;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    return this.refuse('component-malformed', 'a number is longer than 32 bits');
  }

  /** A name: printable ASCII without quotes, apostrophes, back slashes and backticks (docs/spec/sandbox.md 3). */
  name(): string {
    const length = this.u32();
    if (length > MAX_NAME_BYTES) {
      return this.refuse(
        'component-name-forbidden',
        `a name has ${length} bytes; at most ${MAX_NAME_BYTES} are read`,
      );
    }
    let text = '';
    for (let index = 0; index < length; index++) {
      const byte = this.byte();
      if (!isPlain(byte)) {
        return this.refuse(
          'component-name-forbidden',
          `a name holds the byte 0x${byte.toString(16).padStart(2, '0')}`,
        );
      }
      text += String.fromCharCode(byte);
    }
    return text;
  }

  /** The next `length` bytes as a range of their own; the cursor moves behind them. */
  range(length: number): ByteReader {
    if (length > this.left)
      return this.refuse('component-malformed', 'a section is longer than what is around it');
    const range = new ByteReader(this.bytes, this.subject, this.at, this.at + length);
    this.at += length;
    return range;
  }

  /** Refuses when something is left in the range: a reader that skipped bytes has not read what others will. */
  expectEnd(): void {
    if (this.left !== 0)
      this.refuse('component-malformed', `${this.left} bytes are left at the end of a section`);
  }

  refuse(code: RefusalCode, why: string): never {
    throw new Refusal(code, `${this.subject} was refused: ${why} (at byte ${this.at}).`, {
      subject: this.subject,
    });
  }
}

const QUOTES = new Set([0x22, 0x27, 0x5c, 0x60]);

function isPlain(byte: number): boolean {
  return byte >= 0x20 && byte <= 0x7e && !QUOTES.has(byte);
}
