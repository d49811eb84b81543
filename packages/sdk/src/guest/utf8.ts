/** UTF-8 of a well-formed text; the guest has no `TextEncoder`. */
export function encodeUtf8(text: string): Uint8Array {
  const escaped = encodeURIComponent(text.toWellFormed());
  const bytes: number[] = [];
  for (let at = 0; at < escaped.length; at++) {
    if (escaped[at] === '%') {
      bytes.push(Number.parseInt(escaped.slice(at + 1, at + 3), 16));
      at += 2;
    } else bytes.push(escaped.charCodeAt(at));
  }
  return Uint8Array.from(bytes);
}

const PARTS = 8192;
const REPLACEMENT = 0xfffd;

/** The text of UTF-8 `bytes`; what is none becomes U+FFFD, as with `TextDecoder`. */
export function decodeUtf8(bytes: Uint8Array): string {
  let text = '';
  let points: number[] = [];
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while (at < bytes.length) {
    const { point, length } = pointAt(bytes, at);
    points.push(point);
    at += length;
    if (points.length === PARTS) {
      text += String.fromCodePoint(...points);
      points = [];
    }
  }
  return text + String.fromCodePoint(...points);
}

/** The code point that begins at `at`, and how many bytes it takes (Unicode 3.9, table 3-7). */
function pointAt(bytes: Uint8Array, at: number): { point: number; length: number } {
  const first = bytes[at] as number;
  if (first < 0x80) return { point: first, length: 1 };
  const more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
  if (first < 0xc2 || first > 0xf4) return { point: REPLACEMENT, length: 1 };
  let point = first & (0x3f >> more);
  for (let index = 1; index <= more; index++) {
    const byte = bytes[at + index];
    const [low, high] = index === 1 ? secondByte(first) : [0x80, 0xbf];
    if (byte === undefined || byte < low || byte > high) return { point: REPLACEMENT, length: index };
    point = (point << 6) | (byte & 0x3f);
  }
  return { point, length: more + 1 };
}

function secondByte(first: number): [low: number, high: number] {
  if (first === 0xe0) return [0xa0, 0xbf];
  if (first === 0xed) return [0x80, 0x9f];
  if (first === 0xf0) return [0x90, 0xbf];
  return [0x80, first === 0xf4 ? 0x8f : 0xbf];
}
