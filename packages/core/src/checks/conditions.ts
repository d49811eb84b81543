import { finding, type BlueprintFinding } from '../blueprint/findings.js';
import type { DraftOf } from '../blueprint/types.js';
import { compileCondition, ConditionError, type Condition } from '../condition.js';
import type { Comparison, Expression, Link } from '../condition/parse.js';
import { BOOLEAN, constant, describe, typesOf, unite, type Rule } from './types/rules.js';
import * as types from '../value-schema/rules.js';

export interface ConditionScope {
  /** Whether anything is known by that name. */
  readonly sees: (name: string) => boolean;
  readonly typeOf: (name: string) => Rule;
}

const NUMBER: Rule = { pointer: '', types: types.INTEGER | types.FRACTION };
const TEXT: Rule = { pointer: '', types: types.STRING };
/** Truth values count as numbers, as in Python. */
const NUMERIC = types.INTEGER | types.FRACTION | types.BOOLEAN;

/** What is wrong with an expression of the condition language: its syntax, names and types (docs/spec/blueprint.md 8). */
export function conditionFindings(
  text: string,
  pointer: string,
  scope: ConditionScope,
  nodeId: string,
): BlueprintFinding[] {
  const condition = compiled(text);
  if (condition instanceof ConditionError) {
    return [finding('condition-invalid', pointer, condition.message, { nodeId, fix: condition.hint })];
  }
  const unknown = condition.names
    .filter((name) => !scope.sees(name))
    .map((name) => {
      const detail = `The expression reads '${name}', which is not known here.`;
      return finding('condition-name-unknown', pointer, detail, { nodeId });
    });
  const faults: string[] = [];
  new Typing(scope.typeOf, faults).typeOf(condition.expression);
  return [...unknown, ...faults.map((detail) => finding('condition-type', pointer, detail, { nodeId }))];
}

/** Nodes that no run comes to, because the expression reads nothing and so is always the same. */
export function* branchFindings(node: DraftOf<'condition'>, pointer: string): Iterable<BlueprintFinding> {
  const condition = compiled(node.expression ?? '');
  if (condition instanceof ConditionError || condition.names.length > 0) return;
  const holds = alwaysHolds(condition);
  if (holds === undefined) return;
  const path = holds ? 'false_path' : 'true_path';
  if (!node[path]?.length) return;
  const detail = `No run comes to the ${path} of '${node.id}', because its expression is always ${holds}.`;
  yield finding('branch-unreachable', `${pointer}/${path}`, detail, { nodeId: node.id });
}

/** Undefined when it has no value, which is told as a fault of its types. */
function alwaysHolds(condition: Condition): boolean | undefined {
  try {
    return condition.test({});
  } catch (error) {
    if (error instanceof ConditionError) return undefined;
    throw error;
  }
}

function compiled(text: string): Condition | ConditionError {
  try {
    return compileCondition(text);
  } catch (error) {
    if (error instanceof ConditionError) return error;
    throw error;
  }
}

/** Works out the type of an expression, and notes each part that fails whenever it is evaluated. */
class Typing {
  constructor(
    private readonly nameType: (name: string) => Rule,
    private readonly faults: string[],
  ) {}

  /** Recursion is bounded by the parser's depth. */
  typeOf(expression: Expression): Rule {
    switch (expression.kind) {
      case 'literal':
        return constant(expression.value);
      case 'name':
        return this.nameType(expression.name);
      case 'not':
        this.typeOf(expression.operand);
        return BOOLEAN;
      case 'sign':
        this.#requireNumber(expression.operand, `unary ${expression.sign}`, this.typeOf(expression.operand));
        return NUMBER;
      case 'and':
      case 'or':
        return unite(expression.operands.map((operand) => this.typeOf(operand)));
      case 'comparison':
        return this.#comparison(expression.first, expression.rest);
      case 'arithmetic':
        break;
    }
    return this.#arithmetic(expression);
  }

  #comparison(first: Expression, rest: readonly Link<Comparison>[]): Rule {
    let left = { expression: first, type: this.typeOf(first) };
    for (const { operator, operand } of rest) {
      const right = { expression: operand, type: this.typeOf(operand) };
      if (operator !== '==' && operator !== '!=' && !areOrdered(left.type, right.type)) {
        this.faults.push(
          `'${operator}' does not compare ${called(left.expression, left.type)} and ${called(operand, right.type)}.`,
        );
      }
      left = right;
    }
    return BOOLEAN;
  }

  #arithmetic({ first, rest }: Extract<Expression, { kind: 'arithmetic' }>): Rule {
    let type = this.typeOf(first);
    let expression: Expression = first;
    for (const { operator, operand } of rest) {
      const right = this.typeOf(operand);
      const texts = operator === '+' && has(type, types.STRING) && has(right, types.STRING);
      const numbers = has(type, NUMERIC) && has(right, NUMERIC);
      if (!texts && !numbers) {
        this.faults.push(
          `'${operator}' does not take ${called(expression, type)} and ${called(operand, right)}.`,
        );
      } else if (
        (operator === '/' || operator === '%') &&
        operand.kind === 'literal' &&
        Number(operand.value) === 0
      ) {
        this.faults.push(`'${operator}' divides by zero.`);
      }
      type = texts && numbers ? unite([TEXT, NUMBER]) : texts ? TEXT : NUMBER;
      expression = operand;
    }
    return type;
  }

  #requireNumber(expression: Expression, operator: string, type: Rule): void {
    if (!has(type, NUMERIC)) this.faults.push(`${operator} does not take ${called(expression, type)}.`);
  }
}

function has(type: Rule, bits: number): boolean {
  return (typesOf(type) & bits) !== 0;
}

function areOrdered(one: Rule, other: Rule): boolean {
  return [types.STRING, NUMERIC].some((bits) => has(one, bits) && has(other, bits));
}

function called(expression: Expression, type: Rule): string {
  return expression.kind === 'name' ? `'${expression.name}' (${describe(type)})` : describe(type);
}
