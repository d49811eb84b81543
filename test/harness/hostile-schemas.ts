/** A schema that somebody wrote to hurt whoever reads it, and values meant to make that worse. */
export interface HostileSchema {
  readonly name: string;
  readonly schema: unknown;
  readonly values: readonly unknown[];
}

type Schema = Record<string, unknown>;
const object = (more: Schema): Schema => ({ type: 'object', ...more });
/** `if`, with `then` and `else` where they are given: an object literal with a `then` would be taken for a promise. */
const when = (condition: unknown, met: unknown, unmet?: unknown): Schema => {
  const members = new Map([['if', condition]]).set('then', met);
  return Object.fromEntries(unmet === undefined ? members : members.set('else', unmet));
};
const hostile = (name: string, schema: unknown, ...values: unknown[]): HostileSchema => ({
  name,
  schema,
  values,
});

/** More than two hundred hostile schemas, the same ones each time. */
export function hostileSchemas(): HostileSchema[] {
  return [
    ...remoteReferences(),
    ...deepSchemas(),
    ...exponentialSchemas(),
    ...loops(),
    ...dynamicReferences(),
    ...unevaluated(),
    ...evilPatterns(),
    ...wideSchemas(),
    ...namesOfObjects(),
    ...noSchemas(),
    ...numbers(),
    ...greedyValues(),
  ];
}

function remoteReferences(): HostileSchema[] {
  const targets = [
    'http://127.0.0.1:1/schema.json',
    'https://schemas.example.org/a.json#/b',
    'http://169.254.169.254/latest/meta-data/',
    'http://[::1]:1/',
    'file:///etc/passwd',
    'ftp://127.0.0.1/x',
    '//127.0.0.1/x',
    'other.json',
    '../../etc/passwd',
    'urn:uuid:8f1c6c1e-0000-4000-8000-000000000000',
    'data:application/json,{}',
    'javascript:process.exit()',
    'node:fs',
    '#/$defs/%2e%2e/secret',
    '#/__proto__/constructor',
    '#/constructor/prototype',
    `#/${'a/'.repeat(5000)}`,
    '#%ff',
  ];
  return targets.flatMap((target) => [
    hostile(`$ref ${target.slice(0, 40)}`, object({ properties: { a: { $ref: target } } }), { a: 1 }),
    hostile(`$id ${target.slice(0, 40)}`, object({ $id: target, properties: { a: { $ref: 'x.json' } } }), {
      a: 1,
    }),
  ]);
}

function deepSchemas(): HostileSchema[] {
  const wrap: Readonly<Record<string, (inner: unknown) => Schema>> = {
    properties: (inner) => object({ properties: { a: inner } }),
    items: (inner) => ({ type: 'array', items: inner }),
    not: (inner) => ({ type: 'object', not: inner }),
    allOf: (inner) => ({ allOf: [inner] }),
    if: (inner) => ({ type: 'object', ...when(inner, false) }),
    additionalProperties: (inner) => object({ additionalProperties: inner }),
  };
  return Object.entries(wrap).flatMap(([keyword, around]) =>
    [15, 40, 900].map((levels) => {
      let schema: unknown = {};
      for (let level = 0; level < levels; level++) schema = around(schema);
      let value: unknown = 1;
      for (let level = 0; level < 2000; level++) value = keyword === 'items' ? [value] : { a: value };
      return hostile(`${keyword} ${levels} deep`, schema, value);
    }),
  );
}

/** Each level holds the next one twice. */
function doubled(levels: number, twice: (next: Schema) => Schema, last: unknown): Schema {
  const $defs: Schema = { [`l${levels}`]: last };
  for (let level = 0; level < levels; level++) $defs[`l${level}`] = twice({ $ref: `#/$defs/l${level + 1}` });
  return { $ref: '#/$defs/l0', $defs };
}

function exponentialSchemas(): HostileSchema[] {
  const kinds: Readonly<Record<string, [(next: Schema) => Schema, unknown]>> = {
    allOf: [(next) => ({ allOf: [next, next] }), {}],
    anyOf: [(next) => ({ anyOf: [next, next] }), { type: 'null' }],
    oneOf: [(next) => ({ oneOf: [next, next] }), {}],
    not: [(next) => ({ allOf: [{ not: next }, { not: next }] }), { type: 'null' }],
    if: [(next) => when(next, next, next), {}],
    dependentSchemas: [(next) => ({ dependentSchemas: { a: next, b: next } }), {}],
    properties: [(next) => ({ properties: { a: next, b: next } }), {}],
    contains: [(next) => ({ contains: next, items: next }), {}],
  };
  let tree: unknown = {};
  for (let level = 0; level < 16; level++) tree = { a: tree, b: tree };
  return Object.entries(kinds).flatMap(([keyword, [twice, last]]) =>
    [20, 30, 300].map((levels) =>
      hostile(`${keyword} doubled ${levels} times`, doubled(levels, twice, last), tree, 1),
    ),
  );
}

function loops(): HostileSchema[] {
  const self = { $ref: '#' };
  const places: Schema[] = [
    self,
    { allOf: [self] },
    { anyOf: [self, {}] },
    { oneOf: [self, self] },
    { not: self },
    when(self, self),
    { dependentSchemas: { a: self } },
    { allOf: [{ anyOf: [{ not: self }] }] },
  ];
  const wide = object({ additionalProperties: { anyOf: [self, self] }, minProperties: 1 });
  let value: unknown = { a: 1 };
  for (let level = 0; level < 400; level++) value = { a: value, b: level };
  const rings = [2, 50, 500].map((length) => {
    const $defs = Object.fromEntries(
      Array.from({ length }, (_, at) => [`r${at}`, { $ref: `#/$defs/r${(at + 1) % length}` }]),
    );
    return hostile(`a ring of ${length} references`, { $ref: '#/$defs/r0', $defs }, value);
  });
  return [
    ...places.map((schema, at) => hostile(`a loop in place, ${at}`, { type: 'object', ...schema }, value)),
    hostile('a recursion that doubles', wide, value),
    ...rings,
  ];
}

function dynamicReferences(): HostileSchema[] {
  const members: Schema[] = [
    { $dynamicRef: '#node', $dynamicAnchor: 'node' },
    { $recursiveRef: '#', $recursiveAnchor: true },
    { $dynamicRef: '#', properties: { a: { $dynamicRef: '#' } } },
    { $anchor: 'a', properties: { a: { $ref: '#a' } } },
    { $defs: { a: { $anchor: 'x', $ref: '#y' }, b: { $anchor: 'y', $ref: '#x' } }, $ref: '#x' },
    { $vocabulary: { 'https://example.org/evil': true } },
    { $schema: 'https://example.org/evil' },
    {
      $defs: { a: { $id: 'http://127.0.0.1:1/a', $dynamicAnchor: 'n' } },
      $dynamicRef: 'http://127.0.0.1:1/a#n',
    },
  ];
  return members.map((schema, at) => hostile(`dynamic reference ${at}`, object(schema), { a: { a: {} } }));
}

function unevaluated(): HostileSchema[] {
  const self = { $ref: '#' };
  return [
    object({ unevaluatedProperties: false }),
    object({ unevaluatedProperties: self }),
    { type: 'array', unevaluatedItems: false },
    { type: 'array', unevaluatedItems: { unevaluatedItems: self } },
    object({ allOf: [{ unevaluatedProperties: { anyOf: [self, self] } }] }),
    doubled(30, (next) => ({ anyOf: [next, next], unevaluatedProperties: next }), {}),
  ].map((schema, at) => hostile(`unevaluated ${at}`, schema, { a: { b: 1 } }, [[[[]]]]));
}

function evilPatterns(): HostileSchema[] {
  const patterns = [
    '^(a+)+$',
    '^(a|a)*$',
    '^(a|aa)+$',
    '^([a-zA-Z]+)*$',
    '(x+x+)+y',
    '^(([a-z])+.)+[A-Z]([a-z])+$',
    '(.*)*(.*)*(.*)*x',
    '^(\\w+\\s?)*$',
    '^(.*?,){30}x',
    '(a*)*b',
    '(a{0,100}){0,100}b',
    '((a{0,30}){0,30}){0,30}b',
    'a{1000}a{1000}a{1000}',
    '(\\p{L}|\\p{N}|\\p{S}){1000}',
    '[^\\p{L}]{900}',
    '(?=a+)(?=a+)b',
    '(?<=a{1000})b',
    '(a)\\1+',
    '(?<n>a)\\k<n>',
    '(?i)a',
    '\\Qa',
    '[',
    '(',
    '\\',
    `${'('.repeat(400)}a${')'.repeat(400)}`,
    `${'a|'.repeat(490)}a`,
    'a'.repeat(2000),
    `${'(a?)'.repeat(200)}${'a'.repeat(200)}`,
    '\\u{10ffff}'.repeat(80),
    '^(?:(?:a|b)|(?:a|b)|(?:a|b))*c$',
  ];
  const text = `${'a'.repeat(50_000)}!`;
  return patterns.flatMap((pattern) => [
    hostile(`pattern ${pattern.slice(0, 40)}`, object({ properties: { a: { type: 'string', pattern } } }), {
      a: text,
    }),
    hostile(`propertyNames ${pattern.slice(0, 40)}`, object({ propertyNames: { pattern } }), { [text]: 1 }),
    hostile(
      `patternProperties ${pattern.slice(0, 40)}`,
      object({ patternProperties: { [pattern]: false } }),
      {
        [text]: 1,
      },
    ),
  ]);
}

function wideSchemas(): HostileSchema[] {
  const many = (count: number, make: (at: number) => [string, unknown]): Schema =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => make(at)));
  const list = <Item>(count: number, make: (at: number) => Item): Item[] =>
    Array.from({ length: count }, (_, at) => make(at));
  const objects = list(2000, () => ({}));
  return [
    hostile('properties', object({ properties: many(1500, (at) => [`p${at}`, {}]) }), {}),
    hostile('enum', { type: 'object', enum: list(9000, (at) => at) }, 1, {}),
    hostile('enum of objects', { type: 'array', items: { enum: list(900, (at) => ({ a: [at] })) } }, objects),
    hostile('required', { type: 'array', items: { required: list(6000, (at) => `r${at}`) } }, objects),
    hostile('prefixItems', { type: 'array', prefixItems: list(1500, () => ({})) }, objects),
    hostile('allOf', { allOf: list(990, () => ({ type: 'array' })) }, objects),
    hostile(
      'patterns',
      object({ patternProperties: many(900, (at) => [`\\p{L}${at}`, {}]) }),
      many(900, (at) => [`é${at}`, 1]),
    ),
    hostile(
      'dependentRequired',
      { type: 'array', items: { dependentRequired: many(3000, (at) => [`d${at}`, []]) } },
      objects,
    ),
    hostile(
      'dependentSchemas',
      { type: 'array', items: { dependentSchemas: many(900, (at) => [`d${at}`, {}]) } },
      objects,
    ),
    hostile('$defs that nothing names', object({ $defs: many(9000, (at) => [`d${at}`, {}]) }), {}),
    hostile('a title of a megabyte', object({ title: 'x'.repeat(1024 * 1024) }), {}),
    hostile(
      'a literal of many members',
      many(5000, (at) => [`m${at}`, 'whatever']),
      {},
    ),
  ];
}

function namesOfObjects(): HostileSchema[] {
  return [
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'valueOf',
    'then',
    '$ref',
  ].flatMap((name) => {
    const named = JSON.parse(`{${JSON.stringify(name)}: {"type": "object"}}`) as Schema;
    return [
      hostile(`a property ${name}`, object({ properties: named, required: [name] }), {}, named),
      hostile(`a definition ${name}`, object({ $defs: named, $ref: `#/$defs/${name}` }), {}, named),
    ];
  });
}

function noSchemas(): HostileSchema[] {
  const values = [
    7,
    'text',
    true,
    [],
    [[]],
    { type: 7 },
    { type: 'strange' },
    { type: [] },
    { properties: 7 },
  ];
  const more = [
    { items: 'x' },
    { required: { a: 1 } },
    { allOf: [] },
    { allOf: {} },
    { enum: 'x' },
    { pattern: 1, type: 'string' },
  ];
  return [...values, ...more].map((schema) =>
    hostile(`no schema: ${JSON.stringify(schema)}`, schema, {}, []),
  );
}

function numbers(): HostileSchema[] {
  const limits = [5e-324, 1e-300, 1e308, 0, -1, 1e21, 0.1];
  const all = Array.from({ length: 5000 }, (_, at) => (at % 2 === 0 ? 1.7e308 : 5e-324));
  return limits.flatMap((limit) => [
    hostile(`multipleOf ${limit}`, { type: 'array', items: { multipleOf: limit } }, all),
    hostile(`minItems ${limit}`, { type: 'array', minItems: limit, maxItems: limit }, all),
  ]);
}

function greedyValues(): HostileSchema[] {
  const items = Array.from({ length: 20_000 }, (_, at) => ({ at }));
  let nested: unknown = [];
  for (let level = 0; level < 50_000; level++) nested = [nested];
  return [
    hostile('uniqueItems', { type: 'array', uniqueItems: true }, items),
    hostile('contains', { type: 'array', contains: { type: 'string' }, minContains: 1 }, items),
    hostile('a recursion into depth', { type: 'array', items: { $ref: '#' } }, nested),
    hostile(
      'formats',
      { type: 'array', items: { format: 'uri' } },
      items.map(() => `http://${'a'.repeat(500)}`),
    ),
    hostile(
      'lengths',
      { type: 'array', items: { minLength: 1e9 } },
      items.slice(0, 500).map(() => '😀'.repeat(2000)),
    ),
  ];
}
