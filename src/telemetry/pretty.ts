import { styleText } from 'node:util';

const COLOURS = {
  trace: 'gray',
  debug: 'gray',
  info: 'green',
  warn: 'yellow',
  error: 'red',
  fatal: 'magenta',
} as const;

/** Members that a person at a terminal does not need on every line. */
const HIDDEN = new Set([
  'level',
  'timestamp',
  'message',
  'context',
  'trace_id',
  'span_id',
  'request_id',
  'err',
]);

// Anything but printable characters and tabs could move the cursor of the terminal.
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const CONTROL = /[\u0000-\u0008\u000A-\u001F\u007F-\u009F]/g;

interface Line {
  readonly level: keyof typeof COLOURS;
  readonly timestamp: string;
  readonly message?: string;
  readonly context?: string;
  readonly err?: { readonly stack?: string };
  readonly [member: string]: unknown;
}

/** A line of JSON as a line for people. */
export function prettify(json: string): string {
  const line = JSON.parse(json) as Line;
  const rest = Object.entries(line)
    .filter(([name]) => !HIDDEN.has(name))
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const text = [line.context, line.message, ...rest].filter((part) => part !== undefined && part !== '');
  const stack = line.err?.stack?.split('\n').map((row) => `\n    ${row.replaceAll(CONTROL, ' ')}`) ?? [];
  const level = styleText(COLOURS[line.level], line.level.toUpperCase().padEnd(5));
  return `${line.timestamp.slice(11, 23)} ${level} ${text.join(' ').replaceAll(CONTROL, ' ')}${stack.join('')}\n`;
}
