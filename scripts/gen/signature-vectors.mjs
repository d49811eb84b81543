// test/conformance/vectors/signature-rules.json: a case for each rule of docs/spec/trust.md 2.1 and 2.2, with the verdict
// that node:crypto, @noble/ed25519 and the gate must give. The verdicts stand here; the spec compares.
import { Point } from '@noble/ed25519';
import {
  bytes,
  challenge,
  hex,
  keyOf,
  littleEndian,
  numberOf,
  ORDER,
  scalarOf,
  sha256,
  text,
  TORSION,
} from '../vectors.mjs';

const BOTH = { node: true, noble: true };
const NEITHER = { node: false, noble: false };
const MESSAGE = Buffer.concat([sha256('an archive'), sha256('a manifest')]);
const { secret, publicKey, sign } = keyOf(1);
const honest = sign(MESSAGE);
const [R, S] = [honest.subarray(0, 32), honest.subarray(32)];
const join = (...parts) => new Uint8Array(Buffer.concat(parts.map((part) => Uint8Array.from(part))));

function flipped(signature, at) {
  const copy = Uint8Array.from(signature);
  copy[at] ^= 1;
  return copy;
}

/** A signature by the key of `owner`, made with the points that are given: what an ordinary signer never makes. */
function forge({ owner = publicKey, torsionOfR = Point.ZERO, message = MESSAGE }) {
  const nonce = numberOf(sha256('rule vectors, nonce')) % ORDER;
  const r = Point.BASE.multiply(nonce).add(torsionOfR).toBytes();
  const k = challenge(r, owner, message);
  return { k, signature: join(r, littleEndian((nonce + k * scalarOf(secret)) % ORDER)) };
}

const mixedKey = Point.BASE.multiply(scalarOf(secret)).add(TORSION).toBytes();

/** The first message of a fixed sequence whose challenge under the mixed-order key has the wanted remainder by eight. */
function underMixedKey(wanted) {
  for (let attempt = 0; ; attempt++) {
    const message = Buffer.concat([sha256(`attempt ${attempt}`), sha256('a manifest')]);
    const { k, signature } = forge({ owner: mixedKey, message });
    if (wanted(k % 8n)) return { key: mixedKey, message, signature };
  }
}

const IDENTITY = bytes(`01${'00'.repeat(31)}`);
const ONE_SIGNATURE_FOR_ALL = join(IDENTITY, new Uint8Array(32));
const refusedKey = (rule, key, fault, signature = ONE_SIGNATURE_FOR_ALL, verdicts = NEITHER) => [
  '2.1',
  rule,
  { key, signature },
  fault,
  verdicts,
];

/** Paragraph, rule, what is not as in the honest case, what the key check says, what the verifiers say. */
const CASES = [
  ['2.2', 'an honest signature', {}, 'ok', BOTH],
  [
    '2.2',
    'an honest signature of an empty message',
    { message: [], signature: sign(new Uint8Array()) },
    'ok',
    BOTH,
  ],
  ['2.2', 'another message', { message: flipped(MESSAGE, 63) }, 'ok', NEITHER],
  [
    '2.2',
    'the halves of the message exchanged',
    { message: join(MESSAGE.subarray(32), MESSAGE.subarray(0, 32)) },
    'ok',
    NEITHER,
  ],
  ['2.2', 'another key', { key: keyOf(2).publicKey }, 'ok', NEITHER],
  ['2.2', 'one bit of R changed', { signature: flipped(honest, 0) }, 'ok', NEITHER],
  ['2.2', 'one bit of S changed', { signature: flipped(honest, 32) }, 'ok', NEITHER],
  ['2.2', 'R and S exchanged', { signature: join(S, R) }, 'ok', NEITHER],
  ['2.2', 'S + L', { signature: join(R, littleEndian(numberOf(S) + ORDER)) }, 'ok', NEITHER],
  ['2.2', 'S + 8L', { signature: join(R, littleEndian(numberOf(S) + 8n * ORDER)) }, 'ok', NEITHER],
  ['2.2', 'S = L', { signature: join(R, littleEndian(ORDER)) }, 'ok', NEITHER],
  ['2.2', 'nothing but zeros', { signature: new Uint8Array(64) }, 'ok', NEITHER],
  [
    '2.2',
    'R with torsion, which a cofactored verifier passes over',
    forge({ torsionOfR: TORSION }),
    'ok',
    { node: false, noble: true },
  ],
  ['2.2', 'R that is not canonical', { signature: join(bytes(`ee${'ff'.repeat(30)}7f`), S) }, 'ok', NEITHER],
  ['1.4', 'a signature of 63 bytes', { signature: honest.subarray(0, 63) }, 'not-read', NEITHER],
  ['1.4', 'a signature of 65 bytes', { signature: join(honest, [0]) }, 'not-read', NEITHER],
  ['1.4', 'no signature', { signature: [] }, 'not-read', NEITHER],
  ['1.4', 'a key of 31 bytes', { key: publicKey.subarray(0, 31) }, 'key-length', NEITHER],
  [
    '1.4',
    'a key of 33 bytes, whose first 32 are a good key',
    { key: join(publicKey, [0]) },
    'key-length',
    NEITHER,
  ],
  refusedKey('the identity', IDENTITY, 'key-small-order'),
  refusedKey('the identity with the sign bit of x set', bytes(`01${'00'.repeat(30)}80`), 'key-not-canonical'),
  refusedKey('the identity with y = p + 1', bytes(`ee${'ff'.repeat(30)}7f`), 'key-not-canonical'),
  refusedKey('a point of order two', bytes(`ec${'ff'.repeat(30)}7f`), 'key-small-order'),
  refusedKey('a point of order eight', TORSION.toBytes(), 'key-small-order'),
  refusedKey(
    'y that is on no point of the curve',
    bytes(`02${'00'.repeat(31)}`),
    'key-not-canonical',
    honest,
  ),
  [
    '2.1',
    'a key with torsion and a message chosen for it: both verifiers accept',
    underMixedKey((rest) => rest === 0n),
    'key-mixed-order',
    BOTH,
  ],
  [
    '2.1',
    'a key with torsion and any other message',
    underMixedKey((rest) => rest % 2n === 1n),
    'key-mixed-order',
    { node: false, noble: true },
  ],
];

export default function* () {
  const cases = CASES.map(([paragraph, rule, given, key, verdicts]) => ({
    paragraph,
    rule,
    public_key: hex(given.key ?? publicKey),
    message: hex(given.message ?? MESSAGE),
    signature: hex(given.signature ?? honest),
    verdicts: { key, ...verdicts, gate: key === 'ok' && verdicts.node && verdicts.noble },
  }));
  const source = 'Made by scripts/gen/signature-vectors.mjs from docs/spec/trust.md 1.4, 2.1 and 2.2';
  yield ['test/conformance/vectors/signature-rules.json', text({ source, cases })];
}
