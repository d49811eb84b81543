/** Where a member stands in a text, in UTF-16 units from its beginning. */
export interface Span {
  /** Of its name, for a member of an object. */
  readonly name?: readonly [from: number, to: number];
  readonly value: readonly [from: number, to: number];
}

export interface JsonPlaces {
  /** By JSON pointer. */
  readonly spans: ReadonlyMap<string, Span>;
  /** Members whose name stands before in the same object. */
  readonly duplicates: readonly { readonly pointer: string; readonly name: readonly [number, number] }[];
  /** Where the text stops being JSON. */
  readonly fault?: { readonly offset: number; readonly expected: string };
}

class Fault extends Error {
  constructor(
    readonly offset: number,
    readonly expected: string,
  ) {
    super(expected);
  }
}

/** Where everything stands in a JSON text that is known not to be nested deeply. Linear in its length; never throws. */
export function jsonPlaces(text: string): JsonPlaces {
  const scanner = new Scanner(text);
  try {
    scanner.document();
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    return { spans: scanner.spans, duplicates: scanner.duplicates, fault };
  }
  return { spans: scanner.spans, duplicates: scanner.duplicates };
}

const LITERAL = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;

class Scanner {
  readonly spans = new Map<string, Span>();
  readonly duplicates: { pointer: string; name: readonly [number, number] }[] = [];
  #at = 0;

  constructor(private readonly text: string) {}

  document(): void {
    this.#value('', undefined);
    if (this.#next() !== undefined) throw new Fault(this.#at, 'the end of the text');
  }

  #value(pointer: string, name: Span['name']): void {
    const opening = this.#next();
    const from = this.#at;
    if (opening === '{') this.#object(pointer);
    else if (opening === '[') this.#array(pointer);
    else if (opening === '"') this.#string();
    else {
      LITERAL.lastIndex = from;
      const [literal] = LITERAL.exec(this.text) ?? [];
      if (literal === undefined) throw new Fault(from, 'a value');
      this.#at = from + literal.length;
    }
    if (!this.spans.has(pointer))
      this.spans.set(pointer, { ...(name ? { name } : {}), value: [from, this.#at] });
  }

  #object(pointer: string): void {
    this.#at++;
    if (this.#take('}')) return;
    const seen = new Set<string>();
    do {
      if (this.#next() !== '"') throw new Fault(this.#at, 'the name of a member in double quotes');
      const from = this.#at;
      const member = this.#string();
      const name = [from, this.#at] as const;
      const at = `${pointer}/${member.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      if (seen.has(member)) this.duplicates.push({ pointer: at, name });
      seen.add(member);
      if (!this.#take(':')) throw new Fault(this.#at, 'a colon');
      this.#value(at, name);
    } while (this.#take(','));
    if (!this.#take('}')) throw new Fault(this.#at, 'a comma or a closing brace');
  }

  #array(pointer: string): void {
    this.#at++;
    if (this.#take(']')) return;
    let index = 0;
    do {
      this.#value(`${pointer}/${index++}`, undefined);
    } while (this.#take(','));
    if (!this.#take(']')) throw new Fault(this.#at, 'a comma or a closing bracket');
  }

  #string(): string {
    const from = this.#at;
    let end = this.text.indexOf('"', from + 1);
    while (end !== -1 && this.#isEscaped(end)) end = this.text.indexOf('"', end + 1);
    if (end === -1) throw new Fault(from, 'a closing quote for this text');
    this.#at = end + 1;
    try {
      return JSON.parse(this.text.slice(from, this.#at)) as string;
    } catch {
      throw new Fault(from, 'a text without control characters and unknown escapes');
    }
  }

  #isEscaped(quote: number): boolean {
    let slashes = 0;
    while (this.text[quote - 1 - slashes] === '\\') slashes++;
    return slashes % 2 === 1;
  }

  /** The next character that is no white space; undefined at the end. */
  #next(): string | undefined {
    while (' \t\n\r'.includes(this.text[this.#at] ?? '.')) this.#at++;
    return this.text[this.#at];
  }

  #take(character: string): boolean {
    if (this.#next() !== character) return false;
    this.#at++;
    return true;
  }
}
