import { ToolError } from '@iceos/sdk';

/** One record of a CSV text, and the line on which it begins. */
export interface CsvRecord {
  readonly fields: string[];
  readonly line: number;
}

/**
 * The records of `text` (RFC 4180): fields in quotes may hold delimiters, line breaks and doubled quotes. Lines may end in
 * any of the three ways, the last may end in none, and empty lines are passed over. Throws a `ToolError` that names the line.
 */
export function* csvRecords(text: string, delimiter: string): Generator<CsvRecord> {
  const reader = new Reader(text.startsWith('\uFEFF') ? text.slice(1) : text, delimiter);
  while (!reader.atEnd) {
    const { line } = reader;
    if (reader.skipLineEnd()) continue;
    const fields = [reader.field()];
    while (reader.skipDelimiter()) fields.push(reader.field());
    reader.skipLineEnd();
    yield { fields, line };
  }
}

class Reader {
  line = 1;
  private at = 0;
  private readonly nextDelimiter: (from: number) => number;
  private readonly nextNewline: (from: number) => number;
  private readonly nextReturn: (from: number) => number;

  constructor(
    private readonly text: string,
    private readonly delimiter: string,
  ) {
    this.nextDelimiter = finder(text, delimiter);
    this.nextNewline = finder(text, '\n');
    this.nextReturn = finder(text, '\r');
  }

  get atEnd(): boolean {
    return this.at >= this.text.length;
  }

  skipDelimiter(): boolean {
    if (this.text[this.at] !== this.delimiter) return false;
    this.at++;
    return true;
  }

  skipLineEnd(): boolean {
    const length = this.text.startsWith('\r\n', this.at)
      ? 2
      : /[\r\n]/.test(this.text[this.at] ?? '')
        ? 1
        : 0;
    this.at += length;
    if (length > 0) this.line++;
    return length > 0;
  }

  field(): string {
    return this.text[this.at] === '"' ? this.quotedField() : this.plainField();
  }

  private plainField(): string {
    const from = this.at;
    this.at = Math.min(
      this.nextDelimiter(from),
      this.nextNewline(from),
      this.nextReturn(from),
      this.text.length,
    );
    return this.text.slice(from, this.at);
  }

  private quotedField(): string {
    const { line } = this;
    let value = '';
    for (let from = this.at + 1; ; from = this.at + 1) {
      const quote = this.text.indexOf('"', from);
      if (quote < 0) throw new ToolError('csv-malformed', `Line ${line}: a quoted field is never closed.`);
      value += this.text.slice(from, quote);
      this.at = quote + 1;
      if (this.text[this.at] !== '"') break;
      value += '"';
    }
    this.line += value.match(/\r\n|\r|\n/g)?.length ?? 0;
    const after = this.text[this.at];
    if (after !== undefined && after !== this.delimiter && after !== '\r' && after !== '\n') {
      throw new ToolError(
        'csv-malformed',
        `Line ${this.line}: ${JSON.stringify(after)} follows a closing quote.`,
      );
    }
    return value;
  }
}

/** Where `wanted` stands next; asked for growing positions, it looks at each part of the text once. */
function finder(text: string, wanted: string): (from: number) => number {
  let found = -1;
  return (from) => {
    if (found < from) {
      const at = text.indexOf(wanted, from);
      found = at < 0 ? Infinity : at;
    }
    return found;
  };
}
