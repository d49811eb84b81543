import { CONSTANTS, Cursor, SyntaxFault, tokenize } from '../expression/tokens.js';

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';
export type Arithmetic = '+' | '-' | '*' | '/' | '%';

/** A parsed condition. Chains of one precedence are flat, so depth is that of what the author nested. */
export type Expression =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'not'; readonly operand: Expression }
  | { readonly kind: 'sign'; readonly sign: '+' | '-'; readonly operand: Expression }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Expression[] }
  | { readonly kind: 'comparison'; readonly first: Expression; readonly rest: readonly Link<Comparison>[] }
  | { readonly kind: 'arithmetic'; readonly first: Expression; readonly rest: readonly Link<Arithmetic>[] };

export interface Link<Operator> {
  readonly operator: Operator;
  readonly operand: Expression;
}

export const MAX_LENGTH = 1000;
const MAX_SYNTAX_NODES = 200;
const MAX_DEPTH = 50;

const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);
const OPERATOR_WORDS: ReadonlySet<string> = new Set(['and', 'or', 'not']);
/** Words of Python that are no part of the language, and what they are called when refused. */
const FOREIGN: ReadonlySet<string> = new Set(
  'in is lambda if elif else for while async await yield def class import from as with try except finally raise return global nonlocal assert del pass break continue'.split(
    ' ',
  ),
);
/** Operators of Python after a value, and where one should stand. */
const FOREIGN_INFIX: ReadonlyMap<string, string> = new Map([
  ['.', 'attribute access'],
  ['[', 'indexing'],
  ['(', 'call'],
  ['=', "'=' (equality is '==')"],
  ...['**', '//', '<<', '>>', '&', '|', '^', ':=', '->', ',', ':', ';', '@', '?', '!', '{'].map(
    (operator) => [operator, `'${operator}'`] as const,
  ),
]);
const FOREIGN_PREFIX: ReadonlyMap<string, string> = new Map([
  ['[', 'list'],
  ['{', 'braces'],
  ['~', "'~'"],
  ['*', "'*'"],
  ['**', "'**'"],
]);

/** Parses a condition (docs/spec/blueprint.md 8). Throws a `SyntaxFault`. */
export function parseExpression(text: string): Expression {
  if (text.length > MAX_LENGTH) throw new SyntaxFault(`longer than ${MAX_LENGTH} characters`, MAX_LENGTH);
  const parser = new Parser(new Cursor(tokenize(text)));
  return parser.whole();
}

class Parser {
  #depth = 0;
  #count = 0;

  constructor(private readonly cursor: Cursor) {}

  whole(): Expression {
    const expression = this.#or();
    if (this.cursor.token.kind !== 'end') throw this.#unexpected();
    return expression;
  }

  #or(): Expression {
    return this.#junction('or', () => this.#junction('and', () => this.#not()));
  }

  #junction(word: 'and' | 'or', operand: () => Expression): Expression {
    const operands = [operand()];
    while (this.cursor.accepts(word)) operands.push(operand());
    const [only] = operands;
    return operands.length === 1 && only ? only : this.#made({ kind: word, operands });
  }

  #not(): Expression {
    if (!this.cursor.accepts('not')) return this.#comparison();
    const operand = this.#nested(() => this.#not());
    return this.#made({ kind: 'not', operand });
  }

  #comparison(): Expression {
    const first = this.#sum();
    const rest: Link<Comparison>[] = [];
    while (COMPARISONS.has(this.cursor.token.text) && this.cursor.token.kind === 'operator') {
      const operator = this.cursor.take() as Comparison;
      rest.push({ operator, operand: this.#sum() });
    }
    return rest.length === 0 ? first : this.#made({ kind: 'comparison', first, rest });
  }

  #sum(): Expression {
    return this.#arithmetic(['+', '-'], () => this.#arithmetic(['*', '/', '%'], () => this.#signed()));
  }

  #arithmetic(operators: readonly Arithmetic[], operand: () => Expression): Expression {
    const first = operand();
    const rest: Link<Arithmetic>[] = [];
    for (let operator = this.#one(operators); operator; operator = this.#one(operators)) {
      this.cursor.take();
      this.#counted();
      rest.push({ operator, operand: operand() });
    }
    return rest.length === 0 ? first : { kind: 'arithmetic', first, rest };
  }

  #one(operators: readonly Arithmetic[]): Arithmetic | undefined {
    const { kind, text } = this.cursor.token;
    return kind === 'operator' ? operators.find((operator) => operator === text) : undefined;
  }

  #signed(): Expression {
    const { text } = this.cursor.token;
    if (this.cursor.token.kind !== 'operator' || (text !== '+' && text !== '-')) return this.#atom();
    this.cursor.take();
    const operand = this.#nested(() => this.#signed());
    return this.#made({ kind: 'sign', sign: text, operand });
  }

  #atom(): Expression {
    const token = this.cursor.token;
    if (token.kind === 'number' || token.kind === 'string') {
      this.cursor.take();
      return this.#made({ kind: 'literal', value: token.value });
    }
    if (this.cursor.accepts('(')) {
      const inner = this.#nested(() => this.#or());
      if (!this.cursor.accepts(')')) throw this.#unexpected();
      return inner;
    }
    if (token.kind !== 'name' || FOREIGN.has(token.text) || OPERATOR_WORDS.has(token.text)) {
      throw this.#unexpected();
    }
    this.cursor.take();
    const constant = CONSTANTS.get(token.text);
    if (constant !== undefined) return this.#made({ kind: 'literal', value: constant });
    if (this.cursor.token.kind === 'string' && this.cursor.token.at === token.at + token.text.length) {
      throw new SyntaxFault('', token.at, 'string prefix');
    }
    return this.#made({ kind: 'name', name: token.text });
  }

  #nested(parse: () => Expression): Expression {
    if (++this.#depth > MAX_DEPTH)
      throw new SyntaxFault(`nested deeper than ${MAX_DEPTH}`, this.cursor.token.at);
    const expression = parse();
    this.#depth--;
    return expression;
  }

  #made(expression: Expression): Expression {
    this.#counted();
    return expression;
  }

  #counted(): void {
    if (++this.#count > MAX_SYNTAX_NODES) {
      throw new SyntaxFault(`more than ${MAX_SYNTAX_NODES} elements`, this.cursor.token.at);
    }
  }

  #unexpected(): SyntaxFault {
    const { kind, text, at } = this.cursor.token;
    if (kind === 'end') return new SyntaxFault('the expression ends too early', at);
    if (kind === 'name' && FOREIGN.has(text)) return new SyntaxFault('', at, `'${text}'`);
    if (text === 'not' && this.cursor.peek(1)?.text === 'in') return new SyntaxFault('', at, "'not in'");
    const before = this.cursor.peek(-1);
    const followsValue =
      before !== undefined &&
      (before.kind !== 'operator' || before.text === ')') &&
      !OPERATOR_WORDS.has(before.text);
    const foreign = followsValue ? FOREIGN_INFIX.get(text) : FOREIGN_PREFIX.get(text);
    if (kind === 'operator' && foreign !== undefined) return new SyntaxFault('', at, foreign);
    return new SyntaxFault(`unexpected ${text}`, at);
  }
}
