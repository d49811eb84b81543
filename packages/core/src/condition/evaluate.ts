import { isTruthy, NOTHING, ownMember } from '../expression/values.js';
import type { Arithmetic, Comparison, Expression, Link } from './parse.js';

/** Why an expression has no value. Caught by the door. */
export class EvaluationFault extends Error {
  constructor(
    readonly code: 'condition-unknown-variable' | 'condition-type' | 'condition-range',
    message: string,
  ) {
    super(message);
  }
}

const MAX_TEXT = 100_000;

/** Value of `expression`, operands read from own members of `context`. Recursion is bounded by the parser's depth. */
export function evaluate(expression: Expression, context: Readonly<Record<string, unknown>>): unknown {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'name': {
      const value = ownMember(context, expression.name);
      if (value === NOTHING) {
        throw new EvaluationFault(
          'condition-unknown-variable',
          `Unknown variable '${expression.name}' in expression.`,
        );
      }
      return value;
    }
    case 'not':
      return !isTruthy(evaluate(expression.operand, context));
    case 'sign': {
      const number = asNumber(evaluate(expression.operand, context), `unary ${expression.sign}`);
      return expression.sign === '-' ? -number : number;
    }
    case 'and':
    case 'or':
      return junction(expression.kind, expression.operands, context);
    case 'comparison':
      return comparison(expression.first, expression.rest, context);
    case 'arithmetic':
      break;
  }
  let value = evaluate(expression.first, context);
  for (const { operator, operand } of expression.rest) {
    value = calculate(operator, value, evaluate(operand, context));
  }
  return value;
}

/** The operand that decides, as in Python; those after it are not evaluated. */
function junction(
  kind: 'and' | 'or',
  operands: readonly Expression[],
  context: Readonly<Record<string, unknown>>,
): unknown {
  let value: unknown = null;
  for (const operand of operands) {
    value = evaluate(operand, context);
    if (isTruthy(value) === (kind === 'or')) return value;
  }
  return value;
}

/** `a < b < c` is `a < b and b < c` with `b` evaluated once; the first false link ends it. */
function comparison(
  first: Expression,
  rest: readonly Link<Comparison>[],
  context: Readonly<Record<string, unknown>>,
): boolean {
  let left = evaluate(first, context);
  for (const { operator, operand } of rest) {
    const right = evaluate(operand, context);
    if (!holds(operator, left, right)) return false;
    left = right;
  }
  return true;
}

function holds(operator: Comparison, left: unknown, right: unknown): boolean {
  if (operator === '==') return areEqual(left, right);
  if (operator === '!=') return !areEqual(left, right);
  const difference = compare(operator, left, right);
  switch (operator) {
    case '<':
      return difference < 0;
    case '<=':
      return difference <= 0;
    case '>':
      return difference > 0;
    case '>=':
      break;
  }
  return difference >= 0;
}

function compare(operator: string, left: unknown, right: unknown): number {
  if (typeof left === 'string' && typeof right === 'string') return compareText(left, right);
  if (isNumeric(left) && isNumeric(right)) return Number(left) - Number(right);
  throw new EvaluationFault(
    'condition-type',
    `'${operator}' does not compare ${typeName(left)} and ${typeName(right)}.`,
  );
}

/** By code point, as Python compares: surrogates stand for characters above all others. */
function compareText(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at++) {
    const one = left.charCodeAt(at);
    const other = right.charCodeAt(at);
    if (one === other) continue;
    const high = isSurrogate(one);
    return high === isSurrogate(other) ? one - other : high ? 1 : -1;
  }
  return left.length - right.length;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}

/** Equality of JSON values at any depth; `True` is 1 and `False` is 0, as in Python. */
function areEqual(left: unknown, right: unknown): boolean {
  const pairs: [unknown, unknown][] = [[left, right]];
  for (let pair = pairs.pop(); pair; pair = pairs.pop()) {
    const [one, other] = pair;
    if (isNumeric(one) && isNumeric(other)) {
      if (Number(one) !== Number(other)) return false;
    } else if (Array.isArray(one) && Array.isArray(other)) {
      if (one.length !== other.length) return false;
      for (const [at, item] of one.entries()) pairs.push([item, other[at]]);
    } else if (isObject(one) && isObject(other)) {
      const names = Object.keys(one);
      if (names.length !== Object.keys(other).length) return false;
      for (const name of names) {
        if (!Object.hasOwn(other, name)) return false;
        pairs.push([one[name], other[name]]);
      }
    } else if (one !== other) return false;
  }
  return true;
}

function calculate(operator: Arithmetic, left: unknown, right: unknown): number | string {
  if (operator === '+' && typeof left === 'string' && typeof right === 'string') {
    if (left.length + right.length > MAX_TEXT) {
      throw new EvaluationFault('condition-range', `A text of more than ${MAX_TEXT} characters.`);
    }
    return left + right;
  }
  const one = asNumber(left, `'${operator}'`);
  const other = asNumber(right, `'${operator}'`);
  if ((operator === '/' || operator === '%') && other === 0) {
    throw new EvaluationFault('condition-range', 'Division by zero.');
  }
  const value = apply(operator, one, other);
  if (!Number.isFinite(value)) throw new EvaluationFault('condition-range', 'The result is too large.');
  return value;
}

function apply(operator: Arithmetic, one: number, other: number): number {
  switch (operator) {
    case '+':
      return one + other;
    case '-':
      return one - other;
    case '*':
      return one * other;
    case '/':
      return one / other;
    case '%':
      break;
  }
  // The sign of the divisor, as in Python.
  const rest = one % other;
  return rest !== 0 && rest < 0 !== other < 0 ? rest + other : rest;
}

function asNumber(value: unknown, operator: string): number {
  if (isNumeric(value)) return Number(value);
  throw new EvaluationFault('condition-type', `${operator} does not take ${typeName(value)}.`);
}

function isNumeric(value: unknown): value is number | boolean {
  return typeof value === 'number' || typeof value === 'boolean';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
