import { CodedError } from './errors.js';
import { SyntaxFault } from './expression/tokens.js';
import { isTruthy, NOTHING, ownMember } from './expression/values.js';
import {
  MAX_TEMPLATE,
  parseTemplate,
  type Expression,
  type Literal,
  type Part,
  type Path,
} from './template/parse.js';

export type { Part, Path } from './template/parse.js';

export type TemplateCode =
  'template-invalid' | 'template-undefined' | 'template-value' | 'template-too-large';

/** Why a template cannot be compiled or rendered. `data.name` is the path that leads nowhere. */
export class TemplateError extends CodedError<TemplateCode> {
  override readonly name = 'TemplateError';
}

/** Names that expressions see. Only own members are looked at. */
export type TemplateContext = Readonly<Record<string, unknown>>;

/** A text with expressions between {{ and }}, compiled (docs/spec/blueprint.md 7). */
export interface Template {
  readonly text: string;
  /** Names of the context that it reads, each once. */
  readonly roots: readonly string[];
  /**
   * What the text stands for: the value itself when the whole text is one expression, otherwise text, with strings put in
   * verbatim, null as nothing and anything else as JSON. What is put in is never rendered again. Throws a `TemplateError`.
   */
  render(context: TemplateContext): unknown;
}

/** Largest text that rendering a template or a value gives, in UTF-16 units. */
export const MAX_RENDERED = 4 * 1024 * 1024;

const MAX_DEPTH = 100;

/** Text that rendering may still produce. */
interface Budget {
  left: number;
}

/** Compiles `text` once, to be rendered often. Single braces mean nothing. Throws a `TemplateError`. */
export function compileTemplate(text: string): Template {
  const parts = parse(text);
  return {
    text,
    roots: rootsOf(parts),
    render: (context) => renderParts(parts, context, { left: MAX_RENDERED }),
  };
}

/** The pieces of `text`, for checks that look at its paths: text, and expressions. Throws a `TemplateError`. */
export function templateParts(text: string): readonly Part[] {
  return parse(text);
}

/** A JSON value whose strings, at any depth, are templates; the names of members are not. */
export interface ValueTemplate {
  readonly roots: readonly string[];
  render(context: TemplateContext): unknown;
}

/** Compiles every string in `value`. Parts without expressions are shared with what is rendered, not copied. */
export function compileValue(value: unknown): ValueTemplate {
  const roots = new Set<string>();
  const render = compileStrings(value, roots, 0);
  return {
    roots: [...roots],
    render: (context) => (render ? render(context, { left: MAX_RENDERED }) : value),
  };
}

/** `value` with every string in it rendered: `compileValue` for a value that is rendered once. */
export function renderValue(value: unknown, context: TemplateContext): unknown {
  return compileValue(value).render(context);
}

type Render = (context: TemplateContext, budget: Budget) => unknown;

/** How to render `value`, or undefined when nothing in it is a template. */
function compileStrings(value: unknown, roots: Set<string>, depth: number): Render | undefined {
  if (depth > MAX_DEPTH)
    throw new TemplateError('template-too-large', `Nested deeper than ${MAX_DEPTH} levels.`);
  if (typeof value === 'string') {
    if (!value.includes('{{')) return undefined;
    const parts = parse(value);
    for (const root of rootsOf(parts)) roots.add(root);
    return (context, budget) => renderParts(parts, context, budget);
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const members = Object.entries(value).map(([name, member]: [string, unknown]) => {
    const render = compileStrings(member, roots, depth + 1);
    return { name, render: render ?? (() => member), dynamic: render !== undefined };
  });
  if (!members.some(({ dynamic }) => dynamic)) return undefined;
  if (Array.isArray(value)) return (context, budget) => members.map(({ render }) => render(context, budget));
  return (context, budget) =>
    Object.fromEntries(members.map(({ name, render }) => [name, render(context, budget)]));
}

function parse(text: string): readonly Part[] {
  if (text.length > MAX_TEMPLATE) {
    throw new TemplateError('template-too-large', `A template has at most ${MAX_TEMPLATE} characters.`);
  }
  try {
    return parseTemplate(text);
  } catch (fault) {
    if (!(fault instanceof SyntaxFault)) throw fault;
    throw new TemplateError(
      'template-invalid',
      `Invalid template at character ${fault.at + 1}: ${fault.message}.`,
      {
        hint: "Write {{ name.member[0]['key'] or 'fallback' }}.",
      },
    );
  }
}

function rootsOf(parts: readonly Part[]): string[] {
  const roots = new Set<string>();
  for (const part of parts) {
    if (typeof part === 'string') continue;
    for (const operand of part.operands) if (operand.kind === 'path') roots.add(operand.root);
  }
  return [...roots];
}

function renderParts(parts: readonly Part[], context: TemplateContext, budget: Budget): unknown {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined && typeof only !== 'string') return evaluate(only, context);
  let text = '';
  for (const part of parts) {
    const piece = typeof part === 'string' ? part : embedded(evaluate(part, context));
    budget.left -= piece.length;
    if (budget.left < 0) {
      throw new TemplateError('template-too-large', `Rendering gives more than ${MAX_RENDERED} characters.`);
    }
    text += piece;
  }
  return text;
}

function embedded(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null) return '';
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (cause) {
    throw new TemplateError('template-value', 'A value is nested too deep to be put into text.', { cause });
  }
  if (text === undefined)
    throw new TemplateError('template-value', `A ${typeof value} cannot be put into text.`);
  return text;
}

/** The left side of `or` may lead nowhere; the value of the last operand is what remains (docs/spec/blueprint.md 7). */
function evaluate({ operands }: Expression, context: TemplateContext): unknown {
  let value: unknown = NOTHING;
  for (const operand of operands) {
    value = valueOf(operand, context);
    if (value !== NOTHING && isTruthy(value)) return value;
  }
  if (value === NOTHING) throw undefinedError(operands, context);
  return value;
}

function valueOf(operand: Path | Literal, context: TemplateContext): unknown {
  if (operand.kind === 'literal') return operand.value;
  let value = ownMember(context, operand.root);
  for (const step of operand.steps) {
    if (value === NOTHING) return NOTHING;
    value = follow(value, step);
  }
  return value;
}

function follow(value: unknown, step: string | number): unknown {
  if (typeof step === 'string') return ownMember(value, step);
  if (!Array.isArray(value) || step >= value.length) return NOTHING;
  const item: unknown = value[step];
  return item === undefined ? NOTHING : item;
}

function undefinedError(operands: readonly (Path | Literal)[], context: TemplateContext): TemplateError {
  const paths = operands.filter((operand) => operand.kind === 'path');
  const name = pathText(paths.at(-1));
  const others = paths.length > 1 ? ` (and so is what stands before it)` : '';
  const known = paths.at(-1);
  const rootMissing = known !== undefined && ownMember(context, known.root) === NOTHING;
  const why = rootMissing && known.steps.length > 0 ? `: there is no '${known.root}' here` : '';
  return new TemplateError('template-undefined', `'${name}' is undefined${why}${others}.`, {
    hint: "Name an input, a dependency or a mapping, or give a fallback: {{ … or 'fallback' }}.",
    data: { name },
  });
}

function pathText(path: Path | undefined): string {
  const steps = (path?.steps ?? []).map((step) =>
    typeof step === 'number'
      ? `[${step}]`
      : /^[\p{ID_Start}_]\p{ID_Continue}*$/u.test(step)
        ? `.${step}`
        : `['${step}']`,
  );
  return `${path?.root ?? ''}${steps.join('')}`;
}
