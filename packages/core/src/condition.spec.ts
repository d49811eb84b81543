import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compileCondition, ConditionError } from './condition.js';

function test(text: string, context: Record<string, unknown> = {}): boolean {
  return compileCondition(text).test(context);
}

function faultOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return error instanceof ConditionError ? `${error.code}: ${error.message}` : `other: ${String(error)}`;
  }
  return 'none';
}

describe('a condition', () => {
  it.each<[string, boolean]>([
    ['1 < 2', true],
    ['2 <= 2', true],
    ['3 > 4', false],
    ['4 >= 4', true],
    ['1 == 1.0', true],
    ['1 != 1', false],
    ['0 < 5 < 10', true],
    ['0 < 50 < 10', false],
    ['3 > 2 > 1 > 0', true],
    ['1 < 3 > 2', true],
    ['1 == 1 == 1', true],
    ['1 + 2 * 3 == 7', true],
    ['(1 + 2) * 3 == 9', true],
    ['10 - 3 - 2 == 5', true],
    ['8 / 4 / 2 == 1', true],
    ['7 / 2 == 3.5', true],
    ['7 % 3 == 1', true],
    ['-7 % 3 == 2', true],
    ['7 % -3 == -2', true],
    ['-3 < -2', true],
    ['+3 == 3', true],
    ['- - 3 == 3', true],
    ['.5 + 1e1 == 10.5', true],
    ['1. == 1', true],
    ['True', true],
    ['true', true],
    ['False', false],
    ['false', false],
    ['None', false],
    ['none', false],
    ['null', false],
    ['None == null', true],
    ['not None', true],
    ['not not 1', true],
    ['not 1 == 2', true],
    ['True == 1', true],
    ['True + True == 2', true],
    ['False < True', true],
    ["True == 'True'", false],
    ["'a' < 'b'", true],
    ["'a' + 'b' == 'ab'", true],
    ["'Z' < 'a'", true],
    ["'\uffff' < '\u{1F600}'", true],
    ['"x" == \'x\'', true],
    ["''", false],
    ["'0'", true],
    ['0', false],
    ['0.0', false],
    ['-0', false],
    ['0.1', true],
    ['1 and 2', true],
    ['1 and 0', false],
    ['0 or 3', true],
    ["0 or ''", false],
    ['0 and 1 or 2', true],
    ['1 or 0 and 0', true],
    ["'1' == 1", false],
    ['None == 0', false],
  ])('%s is %s', (text, value) => {
    expect(test(text)).toBe(value);
  });

  it.each<[unknown, boolean]>([
    ['', false],
    ['x', true],
    [0, false],
    [1, true],
    [null, false],
    [[], false],
    [[0], true],
    [{}, false],
    [{ a: 0 }, true],
    [false, false],
    [true, true],
  ])('takes %j for %s', (value, truth) => {
    expect(test('value', { value })).toBe(truth);
  });

  it('compares lists and objects by their content', () => {
    const context = {
      a: { x: [1, { y: null }] },
      b: { x: [1, { y: null }] },
      c: { x: [1, { y: 0 }] },
      d: { x: [1, {}] },
    };
    expect(test('a == b', context)).toBe(true);
    expect(test('a != c', context)).toBe(true);
    expect(test('a == d', context)).toBe(false);
    let deep: unknown = 1;
    let same: unknown = 1;
    for (let level = 0; level < 100_000; level++) [deep, same] = [[deep], [same]];
    expect(test('deep == same', { deep, same })).toBe(true);
  });

  it('evaluates no more operands than decide', () => {
    expect(test('1 or missing')).toBe(true);
    expect(test('0 and missing')).toBe(false);
    expect(test('2 < 1 < missing')).toBe(false);
    expect(faultOf(() => test('0 or missing'))).toContain('condition-unknown-variable');
  });

  it('names the variables it reads, each once', () => {
    expect(compileCondition('a + b > -c and not (a == d) or True').names.toSorted()).toEqual([
      'a',
      'b',
      'c',
      'd',
    ]);
  });

  it.each(['x', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype'])(
    'does not know the variable %s',
    (name) => {
      expect(faultOf(() => test(name))).toBe(
        `condition-unknown-variable: Unknown variable '${name}' in expression.`,
      );
    },
  );

  it('does not know own members whose names objects know', () => {
    const hostile = JSON.parse('{"__proto__": 1, "constructor": 1}') as Record<string, unknown>;
    expect(faultOf(() => test('__proto__', hostile))).toContain('condition-unknown-variable');
    expect(faultOf(() => test('constructor', hostile))).toContain('condition-unknown-variable');
  });

  it.each<[string, string]>([
    ['a.b', 'attribute access'],
    ['a[0]', 'indexing'],
    ['f(1)', 'call'],
    ['a in b', "'in'"],
    ['a not in b', "'not in'"],
    ['a is None', "'is'"],
    ['lambda: 1', "'lambda'"],
    ['[1, 2]', 'list'],
    ['{1: 2}', 'braces'],
    ["f'x'", 'string prefix'],
    ['a ** 2', "'**'"],
    ['a // 2', "'//'"],
    ['a & b', "'&'"],
    ['a | b', "'|'"],
    ['a ^ b', "'^'"],
    ['~a', "'~'"],
    ['a << 1', "'<<'"],
    ['a >> 1', "'>>'"],
    ['a if b else c', "'if'"],
    ['a := 1', "':='"],
    ['a, b', "','"],
    ['a = 1', "'=' (equality is '==')"],
    ['await x', "'await'"],
    ['*a', "'*'"],
    ['(1).real', 'attribute access'],
    ["'a'.join", 'attribute access'],
    ['a @ b', "'@'"],
    ['[x for x in y]', 'list'],
  ])('%s is unsupported: %s', (text, element) => {
    expect(faultOf(() => compileCondition(text))).toMatch(
      `condition-unsupported: Unsupported expression element: ${element} at character `,
    );
  });

  it.each([
    '',
    ' ',
    '(',
    ')',
    '()',
    '1 +',
    '+',
    '1 2',
    'a b',
    'cost > > 100',
    '(1',
    '1)',
    'and',
    'a and',
    'not',
    "'open",
    '"open',
    "'\\q'",
    '007',
    '0x10',
    '1_000',
    '1e999',
    '1a',
    '$x',
    'a § b',
    '#',
    'a \\ b',
    "'a\nb'",
    '<',
    '== 1',
  ])('%j is invalid syntax', (text) => {
    expect(faultOf(() => compileCondition(text))).toMatch(
      /^condition-invalid: Invalid expression syntax: .+ at character \d+\.$/,
    );
  });

  it.each<[string, string]>([
    ["'a' < 1", "condition-type: '<' does not compare a string and a number."],
    ['None < 1', "condition-type: '<' does not compare null and a number."],
    ["'a' * 3", "condition-type: '*' does not take a string."],
    ["'a' + 1", "condition-type: '+' does not take a string."],
    ["-'a'", 'condition-type: unary - does not take a string.'],
    ["'%s' % 'x'", "condition-type: '%' does not take a string."],
    ['l + l', "condition-type: '+' does not take a list."],
    ['o < o', "condition-type: '<' does not compare an object and an object."],
    ['1 / 0', 'condition-range: Division by zero.'],
    ['1 % 0', 'condition-range: Division by zero.'],
    ['1e300 * 1e300', 'condition-range: The result is too large.'],
    ['t + t', 'condition-range: A text of more than 100000 characters.'],
  ])('%s has no value', (text, message) => {
    expect(faultOf(() => test(text, { l: [1], o: {}, t: 'x'.repeat(60_000) }))).toBe(message);
  });

  it('bounds length, elements and depth', () => {
    const sum = (count: number) => Array(count).fill('1').join('+');
    expect(test(sum(100))).toBe(true);
    expect(faultOf(() => compileCondition(sum(101)))).toContain('more than 200 elements');
    expect(faultOf(() => compileCondition(`a == '${'x'.repeat(1000)}'`))).toContain(
      'longer than 1000 characters',
    );
    expect(test(`${'('.repeat(50)}1${')'.repeat(50)}`)).toBe(true);
    expect(faultOf(() => compileCondition(`${'('.repeat(51)}1${')'.repeat(51)}`))).toContain(
      'nested deeper than 50',
    );
    expect(faultOf(() => compileCondition(`${'not '.repeat(200)}1`))).toContain('nested deeper than 50');
    expect(faultOf(() => compileCondition(`${'-'.repeat(900)}1`))).toContain('nested deeper than 50');
    expect(faultOf(() => compileCondition('('.repeat(1000)))).toContain('nested deeper than 50');
  });
});

/** A generated expression: how it is written, with every operand in parentheses, and what it is by an independent reading. */
interface Sample {
  readonly text: string;
  readonly value: () => unknown;
}

class NoValue extends Error {}

const python = {
  truth: (value: unknown): boolean => value !== null && value !== '' && value !== 0 && value !== false,
  number(value: unknown): number {
    if (typeof value === 'boolean') return value ? 1 : 0;
    if (typeof value !== 'number') throw new NoValue();
    return value;
  },
  finite(value: number): number {
    if (!Number.isFinite(value)) throw new NoValue();
    return value;
  },
  equal(one: unknown, other: unknown): boolean {
    const plain = (value: unknown) => (typeof value === 'boolean' ? Number(value) : value);
    return plain(one) === plain(other);
  },
  order(one: unknown, other: unknown): number {
    if (typeof one === 'string' && typeof other === 'string') {
      const [a, b] = [Array.from(one, (c) => c.codePointAt(0)!), Array.from(other, (c) => c.codePointAt(0)!)];
      const at = a.findIndex((point, index) => point !== b[index]);
      return at === -1 ? a.length - b.length : b[at] === undefined ? 1 : a[at]! - b[at];
    }
    return python.number(one) - python.number(other);
  },
};

const COMPARE: Record<string, (one: unknown, other: unknown) => boolean> = {
  '==': (one, other) => python.equal(one, other),
  '!=': (one, other) => !python.equal(one, other),
  '<': (one, other) => python.order(one, other) < 0,
  '<=': (one, other) => python.order(one, other) <= 0,
  '>': (one, other) => python.order(one, other) > 0,
  '>=': (one, other) => python.order(one, other) >= 0,
};

const CALCULATE: Record<string, (one: unknown, other: unknown) => unknown> = {
  '+': (one, other) =>
    typeof one === 'string' && typeof other === 'string'
      ? one + other
      : python.finite(python.number(one) + python.number(other)),
  '-': (one, other) => python.finite(python.number(one) - python.number(other)),
  '*': (one, other) => python.finite(python.number(one) * python.number(other)),
  '/': (one, other) => python.finite(python.number(one) / python.number(other)),
  '%': (one, other) => {
    const [a, b] = [python.number(one), python.number(other)];
    if (b === 0) throw new NoValue();
    return python.finite(((a % b) + b) % b);
  },
};

const VARIABLES: Record<string, unknown> = {
  zero: 0,
  three: 3,
  text: 'été',
  empty: '',
  nothing: null,
  yes: true,
};

describe('any condition', () => {
  const leaf: fc.Arbitrary<Sample> = fc.oneof(
    fc.integer({ min: 0, max: 9 }).map((value) => ({ text: String(value), value: () => value })),
    fc.constantFrom("'a'", "'b'", "''").map((text) => ({ text, value: () => text.slice(1, -1) })),
    fc
      .constantFrom<[string, unknown][]>(['True', true], ['false', false], ['None', null])
      .map(([text, value]) => ({ text, value: () => value })),
    fc.constantFrom(...Object.keys(VARIABLES)).map((text) => ({ text, value: () => VARIABLES[text] })),
  );
  const { sample } = fc.letrec<{ sample: Sample }>((tie) => ({
    sample: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      fc
        .tuple(fc.constantFrom(...Object.keys(CALCULATE)), tie('sample'), tie('sample'))
        .map(([operator, one, other]) => ({
          text: `(${one.text}) ${operator} (${other.text})`,
          value: () => CALCULATE[operator]!(one.value(), other.value()),
        })),
      fc
        .tuple(
          tie('sample'),
          fc.array(fc.tuple(fc.constantFrom(...Object.keys(COMPARE)), tie('sample')), {
            minLength: 1,
            maxLength: 2,
          }),
        )
        .map(([first, rest]) => ({
          text: [
            `(${first.text})`,
            ...rest.map(([operator, operand]) => `${operator} (${operand.text})`),
          ].join(' '),
          value: () => {
            let left = first.value();
            for (const [operator, operand] of rest) {
              const right = operand.value();
              if (!COMPARE[operator]!(left, right)) return false;
              left = right;
            }
            return true;
          },
        })),
      fc.tuple(fc.constantFrom('and', 'or'), tie('sample'), tie('sample')).map(([word, one, other]) => ({
        text: `(${one.text}) ${word} (${other.text})`,
        value: () => {
          const left = one.value();
          return python.truth(left) === (word === 'or') ? left : other.value();
        },
      })),
      tie('sample').map((operand) => ({
        text: `not (${operand.text})`,
        value: () => !python.truth(operand.value()),
      })),
      tie('sample').map((operand) => ({
        text: `-(${operand.text})`,
        value: () => -python.number(operand.value()),
      })),
    ),
  }));

  it('has the value that an independent reading of the same expression has', () => {
    let valued = 0;
    fc.assert(
      fc.property(sample, ({ text, value }) => {
        if (text.length > 1000) return;
        let expected: boolean | undefined;
        try {
          expected = python.truth(value());
        } catch (error) {
          if (!(error instanceof NoValue)) throw error;
        }
        const fault = faultOf(() => compileCondition(text));
        if (/more than 200|nested deeper/.test(fault)) return;
        if (expected === undefined)
          expect(faultOf(() => test(text, VARIABLES))).toMatch(/^condition-(type|range)/);
        else {
          expect(test(text, VARIABLES)).toBe(expected);
          valued++;
        }
      }),
      { numRuns: 3000 },
    );
    expect(valued).toBeGreaterThan(500);
  });

  it('either has a value or throws a ConditionError, whatever the text', () => {
    const soup = fc.array(
      fc.constantFrom(
        'a',
        'b',
        '1',
        '.',
        '(',
        ')',
        '+',
        '-',
        '*',
        '/',
        '%',
        '<',
        '=',
        '!',
        ' and ',
        ' or ',
        ' not ',
        "'",
        '"',
        '[',
        ']',
        '\\',
        ' in ',
        ',',
        '\u0000',
        '😀',
      ),
      { maxLength: 25 },
    );
    fc.assert(
      fc.property(soup, (pieces) => {
        expect(faultOf(() => test(pieces.join(''), { a: 1, b: 'x' }))).toMatch(/^(none|condition-)/);
      }),
      { numRuns: 3000 },
    );
  });

  it('binds operators as Python does', () => {
    const operators = ['+', '-', '*', '%', '<', '>', '==', ' and ', ' or '];
    const precedence = (operator: string) =>
      ['or', 'and', '<>==', '+-', '*%'].findIndex((level) => level.includes(operator.trim()));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.constantFrom(...operators)), {
          minLength: 1,
          maxLength: 6,
        }),
        (pairs) => {
          // Chained comparisons are not binary, so no expression here has two comparisons in one chain.
          const chained = pairs.some(
            ([, operator], at) =>
              precedence(operator) === 2 && pairs.slice(at + 1).some(([, other]) => precedence(other) === 2),
          );
          if (chained) return;
          const bare = pairs.map(([value, operator]) => `${value}${operator}`).join('') + '1';
          const group = (items: string[], joints: string[]): string => {
            if (joints.length === 0) return items[0]!;
            const lowest = Math.min(...joints.map(precedence));
            const at = joints.findLastIndex((joint) => precedence(joint) === lowest);
            return `(${group(items.slice(0, at + 1), joints.slice(0, at))}${joints[at]}${group(items.slice(at + 1), joints.slice(at + 1))})`;
          };
          const grouped = group(
            [...pairs.map(([value]) => String(value)), '1'],
            pairs.map(([, operator]) => operator),
          );
          expect(test(bare)).toBe(test(grouped));
        },
      ),
      { numRuns: 1000 },
    );
  });
});
