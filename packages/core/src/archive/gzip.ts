import { promisify } from 'node:util';
import { crc32, deflateRaw, inflateRaw, type InflateRaw } from 'node:zlib';
import { Refusal } from '../refusal.js';

const deflate = promisify<Uint8Array, { level: number }, Buffer>(deflateRaw);

/** Deflate, no flags, no time, maximum compression, unknown system: the only header that is written or read. */
const HEADER = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255);
const TRAILER_BYTES = 8;

export async function gzipDeterministic(bytes: Uint8Array): Promise<Uint8Array> {
  const body = await deflate(bytes, { level: 9 });
  const trailer = Buffer.alloc(TRAILER_BYTES);
  trailer.writeUInt32LE(crc32(bytes), 0);
  trailer.writeUInt32LE(bytes.length, 4);
  return Buffer.concat([HEADER, body, trailer]);
}

/** The contents of exactly one gzip member (RFC 1952) without optional header fields, and nothing after it. */
export async function gunzipStrict(bytes: Uint8Array, maxBytes: number): Promise<Uint8Array> {
  if (
    bytes.length < HEADER.length + TRAILER_BYTES ||
    bytes[0] !== 0x1f ||
    bytes[1] !== 0x8b ||
    bytes[2] !== 8
  ) {
    throw malformed('The archive is not gzip.');
  }
  if (bytes[3] !== 0) throw malformed('The gzip header has optional fields.');
  const { contents, consumed } = await inflateBounded(bytes.subarray(HEADER.length), maxBytes);
  const trailer = Buffer.from(bytes.subarray(HEADER.length + consumed));
  if (trailer.length !== TRAILER_BYTES)
    throw malformed('Something follows the gzip member, or it is cut short.');
  if (trailer.readUInt32LE(0) !== crc32(contents) || trailer.readUInt32LE(4) !== contents.length) {
    throw malformed('The checksum of the gzip member does not fit its contents.');
  }
  return contents;
}

function inflateBounded(
  bytes: Uint8Array,
  maxBytes: number,
): Promise<{ contents: Uint8Array; consumed: number }> {
  return new Promise((resolve, reject) => {
    const done = (error: NodeJS.ErrnoException | null, result: unknown) => {
      if (!error) {
        // With `info` the callback gets the contents and the engine, which knows where the deflate stream ended.
        const { buffer, engine } = result as { buffer: Buffer; engine: InflateRaw };
        resolve({ contents: buffer, consumed: engine.bytesWritten });
      } else if (error.code === 'ERR_BUFFER_TOO_LARGE') {
        reject(
          new Refusal('archive-too-large', 'The archive unpacks to too many bytes.', {
            subject: 'archive',
            expected: `at most ${maxBytes} bytes unpacked`,
          }),
        );
      } else {
        reject(malformed(`The archive cannot be unpacked: ${error.message}.`));
      }
    };
    inflateRaw(bytes, { info: true, maxOutputLength: maxBytes }, done);
  });
}

function malformed(message: string): Refusal {
  return new Refusal('archive-malformed', message, { subject: 'archive' });
}
