import { finding, pointerStep, quoted, type BlueprintFinding } from '../blueprint/findings.js';
import { FORMATS } from './formats.js';
import { KEYWORDS } from './keywords.js';
import { isObject, type JsonSchema } from './literal.js';
import { compilePattern, type Pattern } from './pattern.js';
import { inPlace, type Rule } from './rules.js';

/** Bounds on one schema, counted over what is reached from its root (docs/spec/blueprint.md 5.2). */
const MAX_SUBSCHEMAS = 1000;
const MAX_DEPTH = 32;
const MAX_CHARACTERS = 64 * 1024;
const MAX_PATTERN_SIZE = 10_000;
/** What the smallest pattern counts: compiling one costs more than its size says, for the classes of Unicode in it. */
const LEAST_PATTERN_SIZE = 40;

const DIALECTS = /^https?:\/\/json-schema\.org\/(?:draft-07\/schema|draft\/(?:2019-09|2020-12)\/schema)#?$/;

/** Thrown to stop reading a schema that breaks a bound. */
class Breach extends Error {}

/**
 * Reads a JSON Schema (2020-12, and the forms of draft-07 that it replaced) into rules. Only what the root reaches is read:
 * `$defs` that nothing refers to cost nothing.
 */
export class Compiler {
  readonly findings: BlueprintFinding[] = [];
  readonly #rules = new Map<unknown, Rule>();
  readonly #anchors: ReadonlyMap<string, unknown>;
  #characters = 0;
  #patternSize = 0;
  #depth = 0;

  constructor(readonly root: JsonSchema) {
    this.#anchors = anchorsOf(root);
  }

  /** Instructions of all patterns that were read: what compiling them took, and what matching may take. */
  get patternSize(): number {
    return this.#patternSize;
  }

  /** The rule of the root; it means something only when `findings` holds no error. */
  compile(): Rule {
    let rule: Rule = { pointer: '' };
    try {
      rule = this.subschema(this.root, '');
      this.#refuseLoops();
    } catch (breach) {
      if (!(breach instanceof Breach)) throw breach;
    }
    return rule;
  }

  fault(pointer: string, detail: string, fix?: string): void {
    this.findings.push(finding('schema-invalid', pointer, detail, { fix }));
  }

  /** Reads one subschema, once: a second reference to it gives the same rule. */
  subschema(schema: unknown, pointer: string): Rule {
    if (typeof schema === 'boolean') return schema ? { pointer } : { pointer, never: true };
    if (!isObject(schema)) {
      this.fault(pointer, 'A schema must be an object, true or false.');
      return { pointer };
    }
    const known = this.#rules.get(schema);
    if (known) return known;
    const rule: Rule = { pointer };
    this.#rules.set(schema, rule);
    if (this.#rules.size > MAX_SUBSCHEMAS) this.#breach(pointer, `More than ${MAX_SUBSCHEMAS} subschemas.`);
    if (++this.#depth > MAX_DEPTH) this.#breach(pointer, `Schemas nested deeper than ${MAX_DEPTH}.`);
    for (const [keyword, value] of Object.entries(schema)) {
      this.spend(keyword.length + (typeof value === 'string' ? value.length : 1), pointer);
      const read = KEYWORDS.get(keyword);
      if (!read) this.#unknown(keyword, pointer);
      else read(this, rule, value, pointer + pointerStep(keyword), schema);
    }
    this.#depth--;
    return rule;
  }

  /** Counts text of the schema against the bound on its size. */
  spend(characters: number, pointer: string): void {
    this.#characters += characters;
    if (this.#characters > MAX_CHARACTERS) this.#breach(pointer, 'The schema is larger than 64 KiB.');
  }

  reference(target: string, pointer: string): Rule | undefined {
    if (!target.startsWith('#')) {
      this.fault(
        pointer,
        `${quoted(target)} points outside of the schema; nothing is fetched.`,
        'Copy the schema under `$defs` and refer to `#/$defs/…`.',
      );
      return undefined;
    }
    const found = this.#resolve(target.slice(1));
    if (!found) {
      this.fault(pointer, `${quoted(target)} names nothing in the schema.`, 'Define it under `$defs`.');
      return undefined;
    }
    // What is referred to stands elsewhere, so the depth of where it is referred from does not count.
    const depth = this.#depth;
    this.#depth = 0;
    const rule = this.subschema(found.schema, found.pointer);
    this.#depth = depth;
    return rule;
  }

  pattern(source: string, pointer: string): Pattern | undefined {
    const pattern = compilePattern(source);
    if (typeof pattern === 'string') {
      this.fault(
        pointer,
        `The pattern ${quoted(source)} ${pattern}.`,
        'Write it with classes, groups and repeats only.',
      );
      return undefined;
    }
    this.#patternSize += Math.max(pattern.size, LEAST_PATTERN_SIZE);
    if (this.#patternSize > MAX_PATTERN_SIZE)
      this.#breach(pointer, 'The patterns of the schema are too large.');
    return pattern;
  }

  format(name: string): Rule['format'] {
    const test = FORMATS.get(name);
    return test ? { name, test } : undefined;
  }

  dialect(uri: unknown, pointer: string): void {
    if (typeof uri === 'string' && DIALECTS.test(uri)) return;
    this.fault(
      pointer,
      `${quoted(uri)} is not a dialect of JSON Schema that is read.`,
      'Leave `$schema` out.',
    );
  }

  unsupported(keyword: string, pointer: string): void {
    this.fault(pointer, `The keyword ${quoted(keyword)} is not supported.`, 'Say it with other keywords.');
  }

  #resolve(fragment: string): { schema: unknown; pointer: string } | undefined {
    let text: string;
    try {
      text = decodeURIComponent(fragment);
    } catch {
      return undefined;
    }
    if (text === '') return { schema: this.root, pointer: '' };
    if (!text.startsWith('/')) {
      return this.#anchors.has(text) ? { schema: this.#anchors.get(text), pointer: `#${text}` } : undefined;
    }
    let schema: unknown = this.root;
    for (const step of text.slice(1).split('/')) {
      const member = step.replaceAll('~1', '/').replaceAll('~0', '~');
      const isIndex = Array.isArray(schema) ? /^(?:0|[1-9]\d{0,5})$/.test(member) : isObject(schema);
      if (!isIndex || !Object.hasOwn(schema as object, member)) return undefined;
      schema = (schema as JsonSchema)[member];
    }
    return { schema, pointer: text };
  }

  #unknown(keyword: string, pointer: string): void {
    if (keyword.startsWith('x-')) return;
    const detail = `${quoted(keyword)} is no keyword of JSON Schema and says nothing.`;
    this.findings.push(finding('schema-keyword-unknown', pointer + pointerStep(keyword), detail));
  }

  #breach(pointer: string, detail: string): never {
    this.findings.push(finding('schema-invalid', pointer, detail, { fix: 'Make the schema smaller.' }));
    throw new Breach();
  }

  /** A reference that leads back to itself without going into the value would never be decided. */
  #refuseLoops(): void {
    const OPEN = 1;
    const DONE = 2;
    const state = new Map<Rule, number>();
    for (const start of this.#rules.values()) {
      const stack: { rule: Rule; next: Rule[] }[] = [];
      const enter = (rule: Rule): void => {
        state.set(rule, OPEN);
        stack.push({ rule, next: inPlace(rule) });
      };
      if (!state.has(start)) enter(start);
      for (let frame = stack.at(-1); frame; frame = stack.at(-1)) {
        const next = frame.next.pop();
        if (!next) {
          state.set(frame.rule, DONE);
          stack.pop();
        } else if (state.get(next) === OPEN) {
          this.fault(next.pointer, 'The schema refers to itself without going into the value.');
          return;
        } else if (!state.has(next)) enter(next);
      }
    }
  }
}

/** `$anchor` names, wherever they stand, by a walk that keeps its own stack. */
function anchorsOf(root: JsonSchema): Map<string, unknown> {
  const anchors = new Map<string, unknown>();
  const waiting: unknown[] = [root];
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    if (isObject(value) && typeof value.$anchor === 'string') anchors.set(value.$anchor, value);
    for (const member of Object.values(value)) waiting.push(member);
  }
  return anchors;
}
