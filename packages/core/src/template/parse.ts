import { CONSTANTS, Cursor, SyntaxFault, tokenize } from '../expression/tokens.js';

/** A way to a value: a name of the context, then members and list indexes. */
export interface Path {
  readonly kind: 'path';
  readonly root: string;
  readonly steps: readonly (string | number)[];
}

export interface Literal {
  readonly kind: 'literal';
  readonly value: string | number | boolean | null;
}

/** Operands joined by `or`; the first that is true is the value. */
export interface Expression {
  readonly operands: readonly (Path | Literal)[];
}

/** Text, and what stands between {{ and }}. */
export type Part = string | Expression;

export const MAX_TEMPLATE = 262_144;
const MAX_EXPRESSIONS = 1000;
const MAX_EXPRESSION = 1000;
const MAX_STEPS = 64;

/** Splits a template into text and expressions. Throws a `SyntaxFault`. Linear. */
export function parseTemplate(text: string): Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (let open = text.indexOf('{{'); open !== -1; open = text.indexOf('{{', at)) {
    if (parts.length > 2 * MAX_EXPRESSIONS) throw new SyntaxFault('too many expressions', open);
    if (open > at) parts.push(text.slice(at, open));
    const close = closing(text, open + 2);
    parts.push(parseExpression(text.slice(open + 2, close), open + 2));
    at = close + 2;
  }
  if (at < text.length) parts.push(text.slice(at));
  return parts;
}

/** Offset of the }} that ends the expression begun before `from`; one inside a string literal does not. */
function closing(text: string, from: number): number {
  let quote: string | undefined;
  const end = Math.min(text.length, from + MAX_EXPRESSION + 2);
  for (let at = from; at < end; at++) {
    const character = text.charAt(at);
    if (quote !== undefined) {
      if (character === '\\') at++;
      else if (character === quote) quote = undefined;
    } else if (character === "'" || character === '"') quote = character;
    else if (character === '}' && text.charAt(at + 1) === '}') return at;
  }
  throw new SyntaxFault(
    end < text.length ? `longer than ${MAX_EXPRESSION} characters` : '{{ is not closed',
    from,
  );
}

function parseExpression(text: string, offset: number): Expression {
  try {
    return new Parser(new Cursor(tokenize(text))).expression();
  } catch (fault) {
    throw fault instanceof SyntaxFault ? new SyntaxFault(fault.message, offset + fault.at) : fault;
  }
}

class Parser {
  constructor(private readonly cursor: Cursor) {}

  expression(): Expression {
    const operands = [this.#operand()];
    while (this.cursor.accepts('or')) operands.push(this.#operand());
    if (this.cursor.token.kind !== 'end') throw this.#unexpected();
    return { operands };
  }

  #operand(): Path | Literal {
    const token = this.cursor.token;
    if (token.kind === 'string' || token.kind === 'number') {
      this.cursor.take();
      return { kind: 'literal', value: token.value };
    }
    const negative = this.cursor.accepts('-');
    const number = this.cursor.token;
    if (negative && number.kind === 'number') {
      this.cursor.take();
      return { kind: 'literal', value: -number.value };
    }
    if (negative || token.kind !== 'name' || token.text === 'or') throw this.#unexpected();
    this.cursor.take();
    const constant = CONSTANTS.get(token.text);
    if (constant !== undefined) return { kind: 'literal', value: constant };
    return { kind: 'path', root: token.text, steps: this.#steps() };
  }

  #steps(): (string | number)[] {
    const steps: (string | number)[] = [];
    for (;;) {
      if (this.cursor.accepts('.')) {
        if (this.cursor.token.kind !== 'name') throw this.#unexpected();
        steps.push(this.cursor.token.text);
        this.cursor.take();
      } else if (this.cursor.accepts('[')) {
        steps.push(this.#subscript());
        if (!this.cursor.accepts(']')) throw this.#unexpected();
      } else return steps;
      if (steps.length > MAX_STEPS) throw new SyntaxFault('the path is too long', this.cursor.token.at);
    }
  }

  #subscript(): string | number {
    const token = this.cursor.token;
    if (token.kind === 'string' || (token.kind === 'number' && /^\d{1,9}$/.test(token.text))) {
      this.cursor.take();
      return token.value;
    }
    throw this.#unexpected();
  }

  #unexpected(): SyntaxFault {
    const { kind, text, at } = this.cursor.token;
    return new SyntaxFault(kind === 'end' ? 'the expression ends too early' : `unexpected ${text}`, at);
  }
}
