import { evaluate, EvaluationFault } from './condition/evaluate.js';
import { parseExpression, type Expression } from './condition/parse.js';
import { CodedError } from './errors.js';
import { SyntaxFault } from './expression/tokens.js';
import { isTruthy } from './expression/values.js';

export type ConditionCode =
  | 'condition-invalid'
  | 'condition-unsupported'
  | 'condition-unknown-variable'
  | 'condition-type'
  | 'condition-range';

/** Why a condition cannot be compiled, or has no value. */
export class ConditionError extends CodedError<ConditionCode> {
  override readonly name = 'ConditionError';
}

/** An expression of the condition language, compiled (docs/spec/blueprint.md 8). */
export interface Condition {
  readonly text: string;
  /** Variables it reads, each once. */
  readonly names: readonly string[];
  /** Its syntax, for checks of types. */
  readonly expression: Expression;
  /** Whether it holds, variables being own members of `context`. Throws a `ConditionError`. */
  test(context: Readonly<Record<string, unknown>>): boolean;
}

const HINT = 'Use numbers, strings, names, and or not, == != < <= > >=, + - * / % and parentheses.';

/**
 * Compiles `text` once, to be tested often. There is no way from it to JavaScript: no calls, members, indexes or
 * assignment, and its length, elements and depth are bounded. Throws a `ConditionError`.
 */
export function compileCondition(text: string): Condition {
  const expression = parse(text);
  return {
    text,
    expression,
    names: namesIn(expression),
    test: (context) => isTruthy(valueOf(expression, context)),
  };
}

function parse(text: string): Expression {
  try {
    return parseExpression(text);
  } catch (fault) {
    if (!(fault instanceof SyntaxFault)) throw fault;
    if (fault.element !== undefined) {
      const message = `Unsupported expression element: ${fault.element} at character ${fault.at + 1}.`;
      throw new ConditionError('condition-unsupported', message, { hint: HINT });
    }
    const message = `Invalid expression syntax: ${fault.message} at character ${fault.at + 1}.`;
    throw new ConditionError('condition-invalid', message, { hint: HINT });
  }
}

function valueOf(expression: Expression, context: Readonly<Record<string, unknown>>): unknown {
  try {
    return evaluate(expression, context);
  } catch (fault) {
    throw fault instanceof EvaluationFault ? new ConditionError(fault.code, fault.message) : fault;
  }
}

function namesIn(expression: Expression): string[] {
  const names = new Set<string>();
  const waiting = [expression];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    switch (next.kind) {
      case 'literal':
        break;
      case 'name':
        names.add(next.name);
        break;
      case 'not':
      case 'sign':
        waiting.push(next.operand);
        break;
      case 'and':
      case 'or':
        waiting.push(...next.operands);
        break;
      case 'comparison':
      case 'arithmetic':
        waiting.push(next.first, ...next.rest.map(({ operand }) => operand));
        break;
    }
  }
  return [...names];
}
