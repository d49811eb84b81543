import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compileTemplate, compileValue, MAX_RENDERED, renderValue, TemplateError } from './template.js';

const context = {
  inputs: { name: 'Ada', model: '', count: 0, none: null },
  query: 'lamps',
  search: { results: [{ title: 'One', tags: ['x', 'y'] }, { title: 'Two' }], 'odd key': 7 },
  shadow: { items: 'data', keys: 'data', length: 'data', toString: 'data' },
  list: [1, 2],
  text: 'plain',
  yes: true,
};

function render(text: string): unknown {
  return compileTemplate(text).render(context);
}

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return error instanceof TemplateError ? `${error.code}: ${error.message}` : `other: ${String(error)}`;
  }
  return 'none';
}

describe('a template', () => {
  it.each<[string, unknown]>([
    ['{{ inputs.name }}', 'Ada'],
    ['{{inputs.name}}', 'Ada'],
    ['{{ search.results[0].title }}', 'One'],
    ["{{ search['results'][1]['title'] }}", 'Two'],
    ['{{ search["odd key"] }}', 7],
    ['{{ search.results[0].tags[1] }}', 'y'],
    ['{{ list }}', [1, 2]],
    ['{{ inputs.none }}', null],
    ['{{ yes }}', true],
    ["{{ 'a literal' }}", 'a literal'],
    ['{{ "with \\"quotes\\" and \\n" }}', 'with "quotes" and \n'],
    ['{{ 1.5 }}', 1.5],
    ['{{ -2 }}', -2],
    ['{{ True }}', true],
    ['{{ false }}', false],
    ['{{ None }}', null],
    ["{{ '}}' }}", '}}'],
    ["{{ '{{' }}", '{{'],
  ])('%s is the value itself', (text, value) => {
    expect(render(text)).toEqual(value);
  });

  it.each<[string, string]>([
    ['Hello {{ inputs.name }}!', 'Hello Ada!'],
    ['{{ inputs.name }}{{ query }}', 'Adalamps'],
    [' {{ yes }}', ' true'],
    ['n={{ inputs.count }}', 'n=0'],
    ['[{{ inputs.none }}]', '[]'],
    ['{{ list }} and {{ search.results[1] }}', '[1,2] and {"title":"Two"}'],
    ['{topic} { {{ query }} } {}', '{topic} { lamps } {}'],
    ['no braces at all }} here', 'no braces at all }} here'],
    ['{% raw %}{# c #}', '{% raw %}{# c #}'],
    ['', ''],
  ])('%j as text is %j', (text, value) => {
    expect(render(text)).toBe(value);
  });

  it.each<[string, unknown]>([
    ["{{ inputs.missing or 'gpt-4o' }}", 'gpt-4o'],
    ["{{ nowhere.at.all[3] or 'gpt-4o' }}", 'gpt-4o'],
    ["{{ inputs.model or 'gpt-4o' }}", 'gpt-4o'],
    ["{{ inputs.name or 'x' }}", 'Ada'],
    ['{{ inputs.count or inputs.none }}', null],
    ["{{ a or b or 'c' }}", 'c'],
    ['{{ inputs.missing or inputs.count }}', 0],
  ])('%s falls back', (text, value) => {
    expect(render(text)).toBe(value);
  });

  it.each<[string, string]>([
    ['{{ inputs.surname }}', "'inputs.surname' is undefined"],
    ['Dear {{ person.name }}', "'person.name' is undefined: there is no 'person' here"],
    ['{{ search.results[5].title }}', "'search.results[5].title' is undefined"],
    ["{{ search['no such'] }}", "'search['no such']' is undefined"],
    ['{{ a or b }}', "'b' is undefined (and so is what stands before it)"],
  ])('%s is undefined, and says so by name', (text, message) => {
    expect(codeOf(() => render(text))).toBe(`template-undefined: ${message}.`);
  });

  it('finds the data member when an object has one that JavaScript knows too', () => {
    for (const name of ['items', 'keys', 'length', 'toString'])
      expect(render(`{{ shadow.${name} }}`)).toBe('data');
  });

  it.each([
    'list.length',
    "list['length']",
    'text.length',
    'text[0]',
    'inputs.toString',
    'inputs.constructor',
    'inputs.__proto__',
    "inputs['__proto__']",
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'inputs.name.length',
    "list['0']",
  ])('never reaches %s', (path) => {
    expect(codeOf(() => render(`{{ ${path} }}`))).toContain('template-undefined');
  });

  it('does not reach own members whose names objects know', () => {
    const hostile = JSON.parse('{"a": {"__proto__": {"x": 1}, "constructor": 2}}') as Record<string, unknown>;
    expect(codeOf(() => compileTemplate('{{ a.__proto__ }}').render(hostile))).toContain(
      'template-undefined',
    );
    expect(codeOf(() => compileTemplate('{{ a.constructor }}').render(hostile))).toContain(
      'template-undefined',
    );
  });

  it.each([
    '{{ }}',
    '{{',
    '{{ a',
    '{{ a }',
    '{{ a. }}',
    '{{ a[ }}',
    '{{ a[-1] }}',
    '{{ a[1.5] }}',
    '{{ a[b] }}',
    '{{ a.0 }}',
    '{{ a() }}',
    '{{ a | upper }}',
    '{{ a + 1 }}',
    '{{ a and b }}',
    '{{ or a }}',
    '{{ a or }}',
    "{{ 'open }}",
    '{{ a b }}',
    '{{- a -}}',
    "{{ '\\x' }}",
    '{{ {{ a }} }}',
    '{{ a; b }}',
    '{{ "a" "b" }}',
    `{{ ${'x'.repeat(2000)} }}`,
    `{{ ${'a.'.repeat(100)}b }}`,
    '{{ -a }}',
  ])('%s is refused when compiled', (text) => {
    expect(codeOf(() => compileTemplate(text))).toMatch(
      /^template-invalid: Invalid template at character \d+: .+\.$/,
    );
  });

  it('never renders what it put in again', () => {
    const hostile = { said: '{{ secret }} {{', secret: 'S', list: ['{{ secret }}'] };
    expect(compileTemplate('{{ said }}').render(hostile)).toBe('{{ secret }} {{');
    expect(compileTemplate('> {{ said }} {{ list }}').render(hostile)).toBe(
      '> {{ secret }} {{ ["{{ secret }}"]',
    );
    expect(renderValue({ a: ['{{ said }}'] }, hostile)).toEqual({ a: ['{{ secret }} {{'] });
  });

  it('bounds its own size and that of what it gives', () => {
    expect(codeOf(() => compileTemplate('x'.repeat(262_145)))).toContain('template-too-large');
    expect(codeOf(() => compileTemplate('{{ a }}'.repeat(5000)))).toContain('too many expressions');
    const big = { a: 'x'.repeat(MAX_RENDERED / 4) };
    expect(compileTemplate('{{ a }}{{ a }}{{ a }}').render(big)).toHaveLength((MAX_RENDERED / 4) * 3);
    expect(codeOf(() => compileTemplate('{{ a }}{{ a }}{{ a }}{{ a }}!').render(big))).toContain(
      'template-too-large',
    );
    expect(codeOf(() => renderValue(Array(5).fill('{{ a }}!'), big))).toContain('template-too-large');
  });

  it('says so when a value cannot be put into text', () => {
    let deep: unknown = [];
    for (let level = 0; level < 100_000; level++) deep = [deep];
    expect(codeOf(() => compileTemplate('x {{ deep }}').render({ deep }))).toContain('template-value');
    expect(codeOf(() => compileTemplate('x {{ f }}').render({ f: () => 1 }))).toContain('template-value');
    expect(codeOf(() => compileTemplate('x {{ f }}').render({ f: 1n }))).toContain('template-value');
  });
});

describe('the roots of a template', () => {
  it('names what a text reads, each once', () => {
    expect(compileTemplate("{{ inputs.a }} {{ search[0] or inputs.b or 'x' }} {plain}").roots).toEqual([
      'inputs',
      'search',
    ]);
    expect(compileTemplate('nothing').roots).toEqual([]);
  });
});

describe('renderValue', () => {
  it('renders strings at any depth and leaves everything else as it is', () => {
    const value = {
      a: '{{ inputs.name }}',
      b: [1, null, { c: 'x {{ query }}', '{{ query }}': true }],
      d: { e: 1.5 },
    };
    expect(renderValue(value, context)).toEqual({
      a: 'Ada',
      b: [1, null, { c: 'x lamps', '{{ query }}': true }],
      d: { e: 1.5 },
    });
  });

  it('is compiled once and rendered often', () => {
    const compiled = compileValue({ a: ['{{ n }}', 'n is {{ n }}'], fixed: { b: 1 } });
    expect(compiled.roots).toEqual(['n']);
    expect([1, 2].map((n) => compiled.render({ n }))).toEqual([
      { a: [1, 'n is 1'], fixed: { b: 1 } },
      { a: [2, 'n is 2'], fixed: { b: 1 } },
    ]);
  });

  it('sets a member of a name that objects know as data', () => {
    const rendered = renderValue(JSON.parse('{"__proto__": "{{ query }}"}'), context);
    expect(Object.getOwnPropertyNames(rendered)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(rendered)).toBe(Object.prototype);
  });

  it('refuses depth instead of overflowing', () => {
    let deep: unknown = '{{ query }}';
    for (let level = 0; level < 100_000; level++) deep = [deep];
    expect(codeOf(() => renderValue(deep, context))).toContain('template-too-large');
  });
});

describe('any template', () => {
  const name = fc
    .stringMatching(/^[a-z_][a-z0-9_]{0,6}$/)
    .filter((word) => !['or', 'true', 'false', 'none', 'null'].includes(word));
  const json = fc.jsonValue({ maxDepth: 3 });
  const plain = fc.string().filter((text) => !text.includes('{'));

  it('made of text and one path is that text around the value', () => {
    fc.assert(
      fc.property(plain, name, json, plain, (before, key, value, after) => {
        const rendered = compileTemplate(`${before}{{ ${key} }}${after}`).render({ [key]: value });
        const shown = typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value);
        if (before === '' && after === '') expect(rendered).toEqual(value);
        else expect(rendered).toBe(`${before}${shown}${after}`);
      }),
    );
  });

  it('finds every value of a document by its path', () => {
    const document = fc.dictionary(name, json, { minKeys: 1 });
    fc.assert(
      fc.property(document, fc.infiniteStream(fc.nat(9)), (root, choices) => {
        let value: unknown = root;
        let path = 'root';
        for (const choice of choices) {
          if (typeof value !== 'object' || value === null) break;
          const keys = Object.keys(value).filter(
            (key) => !['__proto__', 'constructor', 'prototype'].includes(key),
          );
          const key = keys[choice % Math.max(keys.length, 1)];
          if (key === undefined || /[^ -~]/.test(key)) break;
          path += Array.isArray(value)
            ? `[${key}]`
            : `['${key.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}']`;
          value = (value as Record<string, unknown>)[key];
        }
        expect(compileTemplate(`{{ ${path} }}`).render({ root })).toEqual(value);
      }),
    );
  });

  it('either renders or throws a TemplateError, whatever the text', () => {
    const soup = fc.array(
      fc.constantFrom('{{', '}}', '{', '}', 'a', '.', '[', ']', '0', "'", '"', ' or ', '\\', ' ', '-', 'é'),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(soup, (pieces) => {
        expect(codeOf(() => compileTemplate(pieces.join('')).render({ a: { a: [1] } }))).toMatch(
          /^(none|template-)/,
        );
      }),
      { numRuns: 2000 },
    );
  });
});
