import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { etc, getPublicKey, Point, sign, verify } from '@noble/ed25519';
import {
  checkPublicKey,
  selfTestSignatures,
  signatureVerdicts,
  verifySignature,
} from '@iceos/core/signature';

const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

interface Case {
  public_key: string;
  message: string;
  signature: string;
}

interface RuleCase extends Case {
  paragraph: string;
  rule: string;
  verdicts: { key: string; node: boolean; noble: boolean; gate: boolean };
}

function vectors<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`./vectors/${name}.json`, import.meta.url), 'utf8')) as T;
}

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
const input = ({ public_key, message, signature }: Case) => ({
  publicKey: bytes(public_key),
  message: bytes(message),
  signature: bytes(signature),
});

function scalarBytes(scalar: bigint): Uint8Array {
  return bytes(scalar.toString(16).padStart(64, '0')).reverse();
}

function scalarOf(little: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(little).reverse().toString('hex')}`);
}

/** Seed number `index` of a fixed sequence, so that every run sees the same keys. */
function seed(index: number): Uint8Array {
  return createHash('sha256').update(`signature vectors ${index}`).digest();
}

/** The secret scalar of a seed (RFC 8032 section 5.1.5). */
function secretScalar(secret: Uint8Array): bigint {
  const head = createHash('sha512').update(secret).digest().subarray(0, 32);
  head[0] = head[0]! & 248;
  head[31] = (head[31]! & 127) | 64;
  return scalarOf(head) % ORDER;
}

function challenge(r: Uint8Array, a: Uint8Array, message: Uint8Array): bigint {
  return scalarOf(createHash('sha512').update(r).update(a).update(message).digest()) % ORDER;
}

/** A point of order eight; its multiples are the eight points of small order. */
const TORSION = Point.fromBytes(
  bytes('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a'),
  true,
);
const torsion = (times: number) => (times === 0 ? Point.ZERO : TORSION.multiply(BigInt(times), false));

const SMALL_ORDER_ENCODINGS = [
  ...Array.from({ length: 8 }, (_, times) => torsion(times).toBytes()),
  ...['0100000000000000000000000000000000000000000000000000000000000080', 'ec', 'ed', 'ee'].flatMap(
    (start) =>
      start.length > 2
        ? [bytes(start)]
        : start === 'ec'
          ? [bytes(`ec${'ff'.repeat(31)}`)]
          : [bytes(`${start}${'ff'.repeat(30)}7f`), bytes(`${start}${'ff'.repeat(31)}`)],
  ),
];

describe('signatures (docs/spec/trust.md 2)', () => {
  it('passes its own start-up test', () => {
    expect(() => selfTestSignatures()).not.toThrow();
  });

  it("accepts RFC 8032's vectors and the reference implementation's", () => {
    const { rfc8032, reference } = vectors<{ rfc8032: Case[]; reference: Case[] }>('rfc8032');
    expect([...rfc8032, ...reference].filter((vector) => !verifySignature(input(vector)))).toEqual([]);
  });

  it('decides every Wycheproof vector as Wycheproof does', () => {
    const { groups } = vectors<{
      groups: { public_key: string; tests: { id: number; msg: string; sig: string; result: string }[] }[];
    }>('wycheproof-ed25519');
    const tests = groups.flatMap((group) =>
      group.tests.map((test) => ({ ...test, public_key: group.public_key })),
    );
    const wrong = tests.filter(
      (test) =>
        verifySignature(input({ public_key: test.public_key, message: test.msg, signature: test.sig })) !==
        (test.result === 'valid'),
    );
    expect(tests).toHaveLength(151);
    expect(wrong).toEqual([]);
  });

  it('accepts none of the speccheck cases, and each verifier decides as recorded', () => {
    const { cases } = vectors<{ cases: (Case & { verdicts: object })[] }>('speccheck');
    for (const vector of cases) {
      const { accepted, ...verdicts } = signatureVerdicts(input(vector));
      expect({ verdicts, accepted }).toEqual({ verdicts: vector.verdicts, accepted: false });
    }
  });

  describe('of the cases for each rule', () => {
    const { cases } = vectors<{ cases: RuleCase[] }>('signature-rules');
    it.each(cases)('$paragraph: $rule', ({ verdicts, ...vector }) => {
      const { accepted: gate, ...found } = signatureVerdicts(input(vector));
      expect({ ...found, gate }).toEqual(verdicts);
      expect(verifySignature(input(vector))).toBe(verdicts.gate);
    });

    it('every rule has cases, and the verifiers differ in some', () => {
      expect(new Set(cases.map(({ paragraph }) => paragraph))).toEqual(new Set(['1.4', '2.1', '2.2']));
      expect(cases.filter(({ verdicts }) => verdicts.node !== verdicts.noble)).toHaveLength(2);
    });
  });

  it('enrols none of the 14 small-order encodings and accepts none of their 14 × 14 signatures with S = 0', () => {
    expect(SMALL_ORDER_ENCODINGS).toHaveLength(14);
    const accepted: string[] = [];
    for (const key of SMALL_ORDER_ENCODINGS) {
      expect(checkPublicKey(key).ok).toBe(false);
      for (const r of SMALL_ORDER_ENCODINGS) {
        if (
          verifySignature({
            publicKey: key,
            message: bytes('00'),
            signature: new Uint8Array([...r, ...new Uint8Array(32)]),
          })
        ) {
          accepted.push(`${Buffer.from(key).toString('hex')} ${Buffer.from(r).toString('hex')}`);
        }
      }
    }
    expect(accepted).toEqual([]);
  });

  it('accepts no S + qL of an honest signature', () => {
    let tried = 0;
    for (let index = 0; index < 20; index++) {
      const message = seed(1000 + index);
      const signature = sign(message, seed(index));
      const publicKey = getPublicKey(seed(index));
      expect(verifySignature({ publicKey, message, signature })).toBe(true);
      const s = scalarOf(signature.subarray(32));
      for (let q = 1n; s + q * ORDER < 2n ** 256n; q++, tried++) {
        const other = new Uint8Array([...signature.subarray(0, 32), ...scalarBytes(s + q * ORDER)]);
        expect(verifySignature({ publicKey, message, signature: other })).toBe(false);
      }
    }
    expect(tried).toBeGreaterThan(280);
  });

  it('accepts no signature whose R carries torsion, though a cofactored verifier does', () => {
    for (let index = 1; index < 8; index++) {
      const secret = secretScalar(seed(index));
      const publicKey = getPublicKey(seed(index));
      const message = seed(2000 + index);
      const nonce = scalarOf(seed(3000 + index)) % ORDER;
      const r = Point.BASE.multiply(nonce).add(torsion(index)).toBytes();
      const s = (nonce + challenge(r, publicKey, message) * secret) % ORDER;
      const signature = new Uint8Array([...r, ...scalarBytes(s)]);
      expect(verify(signature, message, publicKey, { zip215: true })).toBe(true);
      expect(signatureVerdicts({ publicKey, message, signature })).toMatchObject({
        key: 'ok',
        node: false,
        accepted: false,
      });
    }
  });

  it('enrols no mixed-order key, not even where a chosen message makes both verifiers accept', () => {
    for (let index = 1; index < 8; index++) {
      const secret = secretScalar(seed(index));
      const publicKey = Point.BASE.multiply(secret).add(torsion(index)).toBytes();
      expect(checkPublicKey(publicKey)).toEqual({ ok: false, code: 'key-mixed-order' });
      const forged = chosenMessage(secret, publicKey, index);
      expect(signatureVerdicts(forged)).toEqual({
        key: 'key-mixed-order',
        node: true,
        noble: true,
        accepted: false,
      });
    }
  });

  it('accepts no encoding that is too short, too long, or not bytes, and never throws', () => {
    const publicKey = getPublicKey(seed(1));
    const message = seed(2);
    const signature = sign(message, seed(1));
    const odd: unknown[] = [
      undefined,
      null,
      '',
      'abc',
      7,
      {},
      [],
      new Uint8Array(0),
      new Uint8Array(31),
      new Uint8Array(33),
      new Uint8Array(65),
      new Uint8Array(1000),
    ];
    for (const value of odd) {
      const wrong = value as Uint8Array;
      expect(verifySignature({ publicKey: wrong, message, signature })).toBe(false);
      expect(verifySignature({ publicKey, message, signature: wrong })).toBe(false);
      expect(checkPublicKey(wrong)).toEqual({ ok: false, code: 'key-length' });
    }
    expect(verifySignature({ publicKey: new Uint8Array([...publicKey, 0]), message, signature })).toBe(false);
    expect(
      verifySignature({ publicKey, message, signature: etc.concatBytes(signature, new Uint8Array(1)) }),
    ).toBe(false);
  });
});

/** Tries messages until the challenge is a multiple of eight, so that the torsion of the key vanishes in both equations. */
function chosenMessage(
  secret: bigint,
  publicKey: Uint8Array,
  index: number,
): { publicKey: Uint8Array; message: Uint8Array; signature: Uint8Array } {
  const nonce = scalarOf(seed(4000 + index)) % ORDER;
  const r = Point.BASE.multiply(nonce).toBytes();
  for (let attempt = 0; ; attempt++) {
    const message = seed(5000 + attempt);
    const k = challenge(r, publicKey, message);
    if (k % 8n === 0n)
      return {
        publicKey,
        message,
        signature: new Uint8Array([...r, ...scalarBytes((nonce + k * secret) % ORDER)]),
      };
  }
}
