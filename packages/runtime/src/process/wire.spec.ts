import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { conforms, HOST_INTERFACES, jsNameOf, type ValueType } from '@iceos/core/world';
import { encodeFrame, FrameReader, fromWire, toWire, type Frame } from './wire.js';

function readAll(bytes: Uint8Array, cuts: readonly number[], maxBytes = 10_000): Frame[] {
  const reader = new FrameReader(maxBytes);
  const places = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  let at = 0;
  return places.flatMap((place) => [...reader.push(bytes.subarray(at, (at = place)))]);
}

describe('frames', () => {
  it('come out as they went in, wherever the stream is cut', () => {
    const frame = fc.record({
      header: fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue()),
      parts: fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 4 }), fc.array(fc.nat(), { maxLength: 8 }), (sent, cuts) => {
        const stream = Buffer.concat(sent.map(({ header, parts }) => encodeFrame(header, parts)));
        const received = readAll(stream, cuts);
        expect(received.map(({ header }) => JSON.stringify(header))).toEqual(
          sent.map(({ header }) => JSON.stringify(header)),
        );
        expect(received.map(({ body }) => [...body])).toEqual(
          sent.map(({ parts }) => parts.flatMap((part) => [...part])),
        );
      }),
    );
  });

  it('that are too long are refused before they are waited for', () => {
    const reader = new FrameReader(1000);
    const prefix = Uint8Array.of(2, 0, 0, 0, 0xff, 0xff, 0xff, 0xff);
    expect(() => [...reader.push(prefix)]).toThrow('a frame of');
  });

  it.each([
    ['no header', Uint8Array.of(0, 0, 0, 0, 1, 0, 0, 0, 65)],
    ['a header that is not JSON', Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0x7b)],
    ['a header that is not UTF-8', Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0xff)],
    ['a list as its header', encodeFrame([] as never)],
    ['nothing as its header', encodeFrame(null as never)],
  ])('with %s are refused', (_, bytes) => {
    expect(() => [...new FrameReader(1000).push(bytes)]).toThrow();
  });

  it('never make more of any bytes than frames or one refusal', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        try {
          for (const { header } of new FrameReader(1000).push(bytes)) expect(typeof header).toBe('object');
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
    );
  });
});

describe('values', () => {
  const types = [...HOST_INTERFACES.values()].flatMap(({ functions }) =>
    functions.flatMap(({ params, returns }) => [
      ...params.map(({ type }) => type),
      ...(returns ? [returns] : []),
    ]),
  );

  function valueOf(type: ValueType): fc.Arbitrary<unknown> {
    switch (type.kind) {
      case 'string':
        return fc.string({ unit: 'grapheme' });
      case 'u32':
        return fc.nat(0xffff_ffff);
      case 'u64':
        return fc.bigInt(0n, 0xffff_ffff_ffff_ffffn);
      case 'bytes':
        return fc.uint8Array();
      case 'list':
        return fc.array(valueOf(type.of));
      case 'option':
        return fc.option(valueOf(type.of), { nil: undefined });
      case 'tuple':
        return fc.tuple(...type.of.map(valueOf));
      case 'record':
        return fc.record(
          Object.fromEntries(type.fields.map((field) => [jsNameOf(field.name), valueOf(field.type)])),
          { noNullPrototype: true },
        );
      case 'enum':
        break;
    }
    return fc.constantFrom(...type.cases);
  }

  it('of every type of the world survive the way through JSON', () => {
    for (const type of types) {
      fc.assert(
        fc.property(valueOf(type), (value) => {
          const back = fromWire(type, JSON.parse(JSON.stringify(toWire(value))));
          expect(back).toEqual(value);
          expect(conforms(type, back)).toBe(true);
        }),
        { numRuns: 50 },
      );
    }
  });

  it('that are no values of a type never become one by accident', () => {
    for (const type of types) {
      fc.assert(
        fc.property(fc.jsonValue(), (wire) => {
          const value = fromWire(type, wire);
          // Whatever conforms must be what the same JSON stands for.
          if (conforms(type, value)) expect(toWire(value)).toEqual(canonical(type, wire));
        }),
        { numRuns: 200 },
      );
    }
  });

  it('of a record hold its own members and nothing else', () => {
    const type: ValueType = {
      kind: 'record',
      name: 'pair',
      fields: [{ name: 'first-one', type: { kind: 'string' } }],
    };
    expect(fromWire(type, { firstOne: 'a', other: 1 })).toEqual({ firstOne: 'a' });
    expect(conforms(type, fromWire(type, JSON.parse('{"__proto__":{"firstOne":"a"}}')))).toBe(false);
    expect(conforms({ kind: 'tuple', of: [type] }, [{ firstOne: 'a' }, 1])).toBe(false);
  });

  it('may be long', () => {
    const bytes = new Uint8Array(300_000).map((_, at) => at);
    expect(fromWire({ kind: 'bytes' }, toWire(bytes))).toEqual(bytes);
  });
});

/** Decimal texts may have leading zeros, which a number has not. */
function canonical(type: ValueType, wire: unknown): unknown {
  return type.kind === 'u64' ? BigInt(wire as string).toString() : wire;
}
