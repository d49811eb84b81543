// test/conformance/vectors/canonical-rules.json: documents for the gate of docs/spec/trust.md 1.3 and encodings for 1.4, with
// what must be said about each. Long inputs are written as a unit and how often it stands there.
import { hex, text } from '../vectors.mjs';

/** Rule, document, code of the gate. A list is a text in pieces: what stands once, and `[unit, times]`. */
const DOCUMENTS = [
  ['an object in canonical form', '{"a":1,"b":[true,null,"é"]}', 'ok'],
  [
    'members ordered by UTF-16 code units, as RFC 8785 section 3.2.3 says',
    '{"\\r":1,"1":1,"\u0080":1,"ö":1,"€":1,"😀":1,"\uFB33":1}',
    'ok',
  ],
  ['a primitive at the root', '"text"', 'ok'],
  ['numbers as ECMAScript prints them', '[0,-1.5,1e-7,1e+21,333333333.3333333]', 'unsafe-number'],
  ['fractions as ECMAScript prints them', '[0,-1.5,1e-7,333333333.3333333]', 'ok'],
  ['members out of order', '{"b":1,"a":2}', 'not-canonical'],
  ['white space', '{"a": 1}', 'not-canonical'],
  ['a final newline', '{"a":1}\n', 'not-canonical'],
  ['a duplicate member', '{"a":1,"a":1}', 'not-canonical'],
  ['1.0', '[1.0]', 'not-canonical'],
  ['1e0', '[1e0]', 'not-canonical'],
  ['minus zero', '[-0]', 'not-canonical'],
  ['a needless escape', '["\\u0061"]', 'not-canonical'],
  ['an escaped slash', '["\\/"]', 'not-canonical'],
  ['upper-case hexadecimal in an escape', '["\\u001F"]', 'not-canonical'],
  ['a lone surrogate', '["\\ud800"]', 'not-canonical'],
  ['an integer beyond 2^53', '[9007199254740993]', 'unsafe-number'],
  ['the first integer that is not safe', '[9007199254740992]', 'unsafe-number'],
  ['a number that overflows', '[1e400]', 'unsafe-number'],
  ['__proto__ as a member', '{"__proto__":1}', 'forbidden-member'],
  ['constructor deep down', '{"a":[{"constructor":{}}]}', 'forbidden-member'],
  ['prototype as a member', '{"prototype":{}}', 'forbidden-member'],
  ['toJSON as a member, which some canonicalisers fail to sort', '{"toJSON":1,"z":2}', 'ok'],
  ['a byte order mark', '\uFEFF{}', 'byte-order-mark'],
  ['UTF-16', Buffer.from('{"a":1}', 'utf16le'), 'not-json'],
  ['an overlong UTF-8 sequence', new Uint8Array([0x22, 0xc0, 0x80, 0x22]), 'not-utf8'],
  ['a surrogate encoded in UTF-8', new Uint8Array([0x22, 0xed, 0xa0, 0x80, 0x22]), 'not-utf8'],
  ['a cut UTF-8 sequence', new Uint8Array([0x22, 0xe2, 0x82]), 'not-utf8'],
  ['nothing', '', 'not-json'],
  ['two documents', '{}{}', 'not-json'],
  ['a comment', '{/**/}', 'not-json'],
  [
    '64 levels',
    [
      ['[', 64],
      [']', 64],
    ],
    'ok',
  ],
  [
    '65 levels',
    [
      ['[', 65],
      [']', 65],
    ],
    'too-deep',
  ],
  ['100,000 levels', [['[', 100_000]], 'too-deep'],
  ['brackets inside a string', ['"', ['[', 1000], '"'], 'ok'],
  ['an escaped quote before brackets', ['["\\"', ['[', 100], '"]'], 'ok'],
  ['300 KB', ['"', ['a', 300 * 1024], '"'], 'too-large'],
];

/** Rule, text, whether it is base64 as 1.4 has it. */
const BASE64 = [
  ['nothing', '', true],
  ['one byte', 'AA==', true],
  ['two bytes', 'AAA=', true],
  ['three bytes', 'AAAA', true],
  ['the last two letters of the alphabet', '+/+/', true],
  ['the alphabet of URLs', '-_-_', false],
  ['padding that is missing', 'AA', false],
  ['padding that is short', 'AA=', false],
  ['padding alone', '====', false],
  ['padding in the middle', 'AA==AA==', false],
  ['bits behind the last byte', 'AB==', false],
  ['bits behind the last two bytes', 'AAB=', false],
  ['a space before', ' AA==', false],
  ['a newline after', 'AA==\n', false],
  ['junk that lenient decoders pass over', 'AA!!A A=', false],
  ['a letter after padding', 'AA=A', false],
  ['a single letter', 'A', false],
];

/** Rule, text, whether it is hexadecimal as 1.4 has it. */
const HEX = [
  ['nothing', '', true],
  ['a byte', '0f', true],
  ['upper case', '0F', false],
  ['half a byte', '0', false],
  ['a prefix', '0x00', false],
  ['a space', ' 00', false],
  ['a newline', '00\n', false],
  ['another letter', '0g', false],
];

const pieces = (document) =>
  (Array.isArray(document) ? document : [document])
    .map((piece) =>
      Array.isArray(piece) ? `${hex(Buffer.from(piece[0]))}*${piece[1]}` : hex(Buffer.from(piece)),
    )
    .join(' ');

const encodings = (table) =>
  table.map(([rule, input, ok]) => ({ paragraph: '1.4', rule, input: hex(Buffer.from(input)), ok }));

export default function* () {
  const content = {
    source: 'Made by scripts/gen/canonical-vectors.mjs from docs/spec/trust.md 1.3 and 1.4',
    format: 'Inputs are hexadecimal bytes; "5b*64" is 5b 64 times, pieces are parted by a space',
    documents: DOCUMENTS.map(([rule, document, code]) => ({
      paragraph: '1.3',
      rule,
      input: pieces(document),
      code,
    })),
    base64: encodings(BASE64),
    hex: encodings(HEX),
  };
  yield ['test/conformance/vectors/canonical-rules.json', text(content)];
}
