/** One token of an expression. `at` is its offset in the text. */
export type Token =
  | { readonly kind: 'name' | 'operator'; readonly text: string; readonly at: number }
  | { readonly kind: 'number'; readonly text: string; readonly value: number; readonly at: number }
  | { readonly kind: 'string'; readonly text: string; readonly value: string; readonly at: number }
  | { readonly kind: 'end'; readonly text: ''; readonly at: number };

/** Why a text is no expression. Caught by the doors and said in their own words. */
export class SyntaxFault extends Error {
  constructor(
    message: string,
    readonly at: number,
    /** Set when the syntax is understood and not part of the language. */
    readonly element?: string,
  ) {
    super(message);
  }
}

const SPACE = /[ \t\r\n]+/y;
const NAME = /[\p{ID_Start}_]\p{ID_Continue}*/uy;
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const OPERATOR = /\*\*|\/\/|<<|>>|<=|>=|==|!=|:=|->|[-+*/%<>()[\]{}.,:;=&|^~@!?]/y;
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  n: '\n',
  t: '\t',
  r: '\r',
};

/** Splits `text` into tokens, the last of kind `end`. Reads every operator of Python, so that parsers can name it. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const space = match(SPACE, text, at);
    if (space !== undefined) {
      at += space.length;
      continue;
    }
    const token = next(text, at);
    tokens.push(token);
    at += token.text.length;
  }
  tokens.push({ kind: 'end', text: '', at });
  return tokens;
}

function next(text: string, at: number): Token {
  const first = text.charAt(at);
  if (first === "'" || first === '"') return readString(text, at, first);
  const number = match(NUMBER, text, at);
  if (number !== undefined) return readNumber(text, at, number);
  const name = match(NAME, text, at);
  if (name !== undefined) return { kind: 'name', text: name, at };
  const operator = match(OPERATOR, text, at);
  if (operator !== undefined) return { kind: 'operator', text: operator, at };
  throw new SyntaxFault(`unexpected character '${String.fromCodePoint(text.codePointAt(at) ?? 0)}'`, at);
}

function match(form: RegExp, text: string, at: number): string | undefined {
  form.lastIndex = at;
  return form.exec(text)?.[0];
}

function readNumber(text: string, at: number, digits: string): Token {
  const after = at + digits.length;
  if (match(NAME, text, after) !== undefined || /^0\d/.test(digits)) {
    throw new SyntaxFault(`'${text.slice(at, after + 1)}' is not a number`, at);
  }
  const value = Number(digits);
  if (!Number.isFinite(value)) throw new SyntaxFault(`'${digits}' is too large`, at);
  return { kind: 'number', text: digits, value, at };
}

function readString(text: string, at: number, quote: string): Token {
  let value = '';
  for (let index = at + 1; index < text.length; index++) {
    const character = text.charAt(index);
    if (character === quote) return { kind: 'string', text: text.slice(at, index + 1), value, at };
    if (character === '\n') break;
    if (character !== '\\') {
      value += character;
      continue;
    }
    const escaped = ESCAPES[text.charAt(++index)];
    if (escaped === undefined) throw new SyntaxFault(`unknown escape '\\${text.charAt(index)}'`, index - 1);
    value += escaped;
  }
  throw new SyntaxFault('a string is not closed', at);
}

/** Words that stand for a value, in Python's spelling and in JSON's. */
export const CONSTANTS: ReadonlyMap<string, boolean | null> = new Map([
  ['True', true],
  ['true', true],
  ['False', false],
  ['false', false],
  ['None', null],
  ['none', null],
  ['null', null],
]);

/** A place among tokens, which a parser moves on. */
export class Cursor {
  #at = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  /** The token at this place; one of kind `end` behind the last. */
  get token(): Token {
    return this.peek(0) ?? { kind: 'end', text: '', at: 0 };
  }

  /** The token `by` places on from here, or back. */
  peek(by: number): Token | undefined {
    return this.tokens[this.#at + by];
  }

  /** Moves on, and gives the text of the token passed. */
  take(): string {
    const { text } = this.token;
    this.#at++;
    return text;
  }

  /** Moves on where the operator or word `text` stands; whether it did. */
  accepts(text: string): boolean {
    const { kind, text: found } = this.token;
    const accepted = found === text && (kind === 'operator' || kind === 'name');
    if (accepted) this.#at++;
    return accepted;
  }
}
