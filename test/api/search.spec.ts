import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalBytes } from '@iceos/core/canonical';
import { digestOf } from '@iceos/core/digest';
import { call, newOrg } from '../harness/api.js';
import {
  makePackage,
  publish,
  publisherOf,
  type PackageOptions,
  type Publisher,
} from '../harness/packages.js';
import { startServer, type TestServer } from '../harness/start-server.js';
import { eventually, namesFound, publishFindable, queryOf, search } from '../search/index.js';

/** A server of its own: what other suites publish would move the scores. */
let server: TestServer;
let acme: Publisher;
let other: Publisher;
/** Has one kit and nothing that could be meant instead. */
let brewer: Publisher;

beforeAll(async () => {
  server = await startServer();
  acme = await publisherOf(server, await newOrg(server));
  other = await publisherOf(server, await newOrg(server));
  brewer = await publisherOf(server, await newOrg(server));
}, 300_000);
afterAll(async () => {
  await server?.stop();
});

const kit = (name: string, ...components: PackageOptions['components'] & object): PackageOptions => ({
  name,
  components: components.length > 0 ? components : [{ name }],
});
const find = (parameters: Record<string, string | number>, asker: Publisher = acme) =>
  namesFound(server, asker, { ...parameters });
const mark = (publisher: Publisher, place: string, action: string, method = 'POST') =>
  call(server, method, `/api/v1/packages/${publisher.id}/${place}/${action}`, {
    token: publisher.token,
    ...(method === 'POST' ? { body: { reason: 'tested' } } : {}),
  });

describe('finding', () => {
  it('shows what was published a moment later, with everything one needs to use it', async () => {
    const { manifest } = await publishFindable(server, acme, {
      name: 'thermo-kit',
      version: '1.2.0',
      components: [
        {
          name: 'thermo_probe',
          version: '0.3.0',
          title: 'Thermometer',
          description: 'Measures the temperature of a kiln.',
          tags: ['Kiln', 'heat'],
        },
      ],
    });
    const { body } = await search(server, acme, { q: 'how hot is my kiln?' });
    expect(body.items[0]).toEqual({
      namespace: acme.id,
      name: 'thermo_probe',
      version: '1.2.0',
      kind: 'tool',
      package: 'thermo-kit',
      package_kind: 'kit',
      component_version: '0.3.0',
      title: 'Thermometer',
      description: 'Measures the temperature of a kiln.',
      tags: ['Kiln', 'heat'],
      deprecated: false,
      visibility: 'private',
      manifest_digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      digest: manifest.files![0]!.sha256,
      score: expect.any(Number),
    });
    expect(body.items[0].score).toBeGreaterThan(0);
    expect(body.items[0].score).toBeLessThan(1);
  });

  it.each([
    ['its name', 'zymurgy gauge'],
    ['its title', 'fermenting'],
    ['its description', 'hydrometers'],
    ['its tags', 'homebrew'],
    ['its package', 'brewery'],
    ['a member of its input', 'wort temperature'],
    ['what is said about a member', 'original gravity of the mash'],
    ['a member of its output, in a shared schema', 'attenuation'],
    ['an example in words', 'did my ale stop bubbling'],
    ['a request of an example', 'bottle this stout'],
    ['the title of an example', 'lager day'],
    ['another form of its words', 'homebrewing hydrometer readings'],
    ['a word for the same thing', 'booze beverages'],
    ['half of its name', 'zymurg'],
    ['a slip in its name', 'zimurgy_guage'],
  ])('is done by %s', async (_, q) => {
    const [options] = [
      {
        name: 'brewery-kit',
        components: [
          {
            name: 'zymurgy_gauge',
            title: 'Ferment',
            description: 'Reads a hydrometer in beer and drinks.',
            tags: ['homebrew'],
            examples: [
              'did my ale stop bubbling',
              { title: 'Lager day', request: 'bottle this stout', input: {} },
            ],
            schema: {
              input: { properties: { wortTemperature: { description: 'Original gravity of the mash' } } },
              output: { $ref: '#/schemas/Reading' },
            },
          },
        ],
        manifest: { schemas: { Reading: { properties: { attenuation: { type: 'number' } } } } },
      },
    ];
    await publish(server, brewer.token, await makePackage(brewer, options));
    const [first] = await eventually(
      () => find({ q }, brewer),
      ([name]) => name === 'zymurgy_gauge',
    );
    expect(first).toBe('zymurgy_gauge');
  });

  it('puts the exact name first, however little else answers and however much something else does', async () => {
    await publishFindable(server, acme, kit('loom', { name: 'loom', description: 'x' }));
    await publishFindable(
      server,
      acme,
      kit('loom-things', {
        name: 'loom_helper',
        title: 'Loom loom',
        description: 'The loom for every loom.',
        tags: ['loom'],
        examples: ['loom', 'loom!'],
      }),
    );
    for (const q of ['loom', 'LOOM', ' loom ', `${acme.id}/loom`, 'loom@^1.0.0', `${acme.id}/LOOM`]) {
      const { body } = await search(server, acme, { q });
      expect([q, body.items[0].name, body.items[0].score >= 1]).toEqual([q, 'loom', true]);
      expect(body.items.slice(1).every(({ score }: { score: number }) => score < 1)).toBe(true);
    }
    expect(await find({ q: 'other-org/loom' })).not.toContain('nothing');
    const elsewhere = await search(server, acme, { q: `${other.id}/loom` });
    expect(elsewhere.body.items.every(({ score }: { score: number }) => score < 1)).toBe(true);
  });

  it('lists bundles as things of their own, found by what their workflows do', async () => {
    const workflow = canonicalBytes({
      schema_version: '1.2.0',
      id: 'orchard.harvest',
      nodes: [{ id: 'only', type: 'tool', tool_name: 'loom', tool_args: {} }],
    });
    const document = canonicalBytes({
      name: 'orchard',
      version: '2.0.0',
      title: 'Orchard office',
      description: 'Runs a pomology business.',
      tags: ['Fruit'],
      entrypoint: 'orchard.harvest',
      workflows: { 'orchard.harvest': 'workflows/harvest.json' },
    });
    const signed = await makePackage(acme, {
      name: 'orchard',
      version: '2.0.0',
      files: { 'bundle.json': document, 'workflows/harvest.json': workflow },
      components: [{ name: 'orchard.press', description: 'Presses cider.' }],
      manifest: {
        kind: 'bundle',
        components: [
          {
            node_type: 'workflow',
            name: 'orchard.harvest',
            version: '1.5.0',
            description: 'Sends pickers to the quince rows.',
            document: { path: 'workflows/harvest.json' },
            examples: ['who picks the medlars'],
          },
          {
            node_type: 'tool',
            name: 'orchard.press',
            wasm: { path: 'tool.wasm', world: 'iceos:tool@0.1.0' },
          },
        ],
      },
    });
    const published = await publish(server, acme.token, signed);
    expect([published.status, published.body.detail]).toEqual([201, undefined]);
    const { body } = await eventually(
      () => search(server, acme, { q: 'orchard' }),
      (answer) => answer.body.items[0]?.name === 'orchard',
    );
    expect(body.items[0]).toMatchObject({
      name: 'orchard',
      kind: 'bundle',
      package: 'orchard',
      package_kind: 'bundle',
      version: '2.0.0',
      component_version: '2.0.0',
      title: 'Orchard office',
      description: 'Runs a pomology business.',
      tags: ['Fruit'],
      digest: digestOf(document),
    });
    for (const q of ['pomology', 'quince', 'medlars', 'fruit']) {
      expect(await find({ q, kind: 'bundle' })).toEqual(['orchard']);
    }
    const workflows = await search(server, acme, { q: 'quince', kind: 'workflow' });
    expect(workflows.body.items).toMatchObject([
      { name: 'orchard.harvest', kind: 'workflow', package_kind: 'bundle', component_version: '1.5.0' },
    ]);
    expect(await find({ q: 'orchard', namespace: acme.id, kind: 'tool' })).toEqual(['orchard.press']);
  });

  it('finds nothing where nothing answers', async () => {
    expect(await search(server, acme, { q: 'xqzvwk jjjjxq' })).toMatchObject({
      status: 200,
      body: { items: [], next_cursor: null },
    });
  });
});

describe('what an org may see', () => {
  it('is its own and what is public, asked in whatever way', async () => {
    await publishFindable(
      server,
      other,
      kit('secret-kit', { name: 'glockenspiel', description: 'Glockenspiel tuning.', tags: ['bells'] }),
    );
    for (const parameters of [
      { q: 'glockenspiel' },
      { q: `${other.id}/glockenspiel` },
      { q: 'tuning of a glockenspiel' },
      { q: 'glokenspiel' },
      { q: '', limit: 100 },
      { q: '', namespace: other.id },
      { q: 'glockenspiel', namespace: other.id, kind: 'tool' },
      { q: '', tag: 'bells' },
    ]) {
      expect(await find(parameters)).not.toContain('glockenspiel');
      expect(await find(parameters, other)).toContain('glockenspiel');
    }
    await publishFindable(
      server,
      other,
      { ...kit('secret-kit', { name: 'glockenspiel' }), version: '1.1.0' },
      '?visibility=public',
    );
    const { body } = await search(server, acme, { q: 'glockenspiel' });
    expect(body.items[0]).toMatchObject({
      name: 'glockenspiel',
      version: '1.1.0',
      visibility: 'public',
      namespace: other.id,
    });
    await publishFindable(
      server,
      other,
      { ...kit('secret-kit', { name: 'glockenspiel' }), version: '1.2.0' },
      '?visibility=private',
    );
    expect(await find({ q: 'glockenspiel' })).not.toContain('glockenspiel');
  });

  it('does not change with what others keep to themselves', async () => {
    await publishFindable(
      server,
      acme,
      kit('anvils', { name: 'anvil_finder', description: 'Finds an anvil near a farrier.' }),
    );
    const look = () => search(server, acme, { q: 'an anvil for the farrier', limit: 100 });
    const before = (await look()).body;
    await publishFindable(
      server,
      other,
      kit(
        'smithy',
        ...Array.from({ length: 40 }, (_, index) => ({
          name: `anvil_${index}`,
          description: `Anvil ${index} of a farrier`,
          examples: ['anvil'],
        })),
      ),
    );
    expect((await look()).body).toEqual(before);
  });
});

describe('filters', () => {
  it('narrow every search', async () => {
    await publishFindable(
      server,
      acme,
      kit(
        'sails',
        { name: 'sail_plan', tags: ['Boats', 'wind'] },
        { name: 'sail_repair', tags: ['boats'] },
        { name: 'sail_race' },
      ),
    );
    expect((await find({ q: 'sail', namespace: acme.id })).sort()).toEqual([
      'sail_plan',
      'sail_race',
      'sail_repair',
    ]);
    expect((await find({ q: 'sail', tag: 'boats' })).sort()).toEqual(['sail_plan', 'sail_repair']);
    expect(await find({ q: 'sail_plan', tag: 'wind' })).toEqual(['sail_plan']);
    expect(await find({ q: 'sail_race', tag: 'wind' })).not.toContain('sail_race');
    expect(await find({ tag: 'BOATS' })).toHaveLength(2);
    expect(await find({ q: 'sail', tag: 'boat' })).toEqual([]);
    expect(await find({ q: 'sail', kind: 'agent' })).toEqual([]);
    expect(await find({ q: 'sail', namespace: 'nobody-here' })).toEqual([]);
    expect(await find({ tag: "boats') OR true --" })).toEqual([]);
  });
});

describe('pages', () => {
  const walk = async (parameters: Record<string, string | number>) => {
    const seen: string[] = [];
    const scores: number[] = [];
    let path: string | undefined = `/api/v1/search?${queryOf(parameters)}`;
    while (path !== undefined) {
      const page = await call(server, 'GET', path, { token: acme.token });
      expect(page.status).toBe(200);
      seen.push(...page.body.items.map(({ name }: { name: string }) => name));
      scores.push(...page.body.items.map(({ score }: { score: number }) => score));
      const link = page.headers.get('link');
      expect(link === null).toBe(page.body.next_cursor === null);
      path = link === null ? undefined : /<([^>]+)>; rel="next"/.exec(link)![1];
    }
    return { seen, scores };
  };

  beforeAll(async () => {
    const components = [...'abcdefghjkmnpqrstuvwxyz'].map((letter) => ({
      name: `page_${letter}`,
      description: 'Counts lanterns.',
    }));
    await publishFindable(
      server,
      acme,
      kit('lanterns', ...components, { name: 'lantern', description: 'A lantern.' }),
    );
  });

  it.each([1, 7, 24, 100])('of %d give every hit once, the best first', async (limit) => {
    const { seen, scores } = await walk({ q: 'lantern', limit, namespace: acme.id });
    const all = await walk({ q: 'lantern', limit: 100, namespace: acme.id });
    expect(seen).toEqual(all.seen);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen[0]).toBe('lantern');
    expect(seen.length).toBeGreaterThanOrEqual(24);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
  });

  it('list everything, the newest publish first, where nothing is asked', async () => {
    await publishFindable(server, acme, kit('newest-of-all'));
    for (const parameters of [{}, { q: '' }, { q: '  \t' }]) {
      const { seen, scores } = await walk({ ...parameters, limit: 5, namespace: acme.id });
      expect(seen[0]).toBe('newest-of-all');
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen.filter((name) => name.startsWith('page_'))).toHaveLength(23);
      expect(new Set(scores)).toEqual(new Set([0]));
    }
  });

  it('go on with the search they began with, and no other', async () => {
    const { next_cursor: cursor } = (await search(server, acme, { q: 'lantern', limit: 2 })).body;
    const { next_cursor: listing } = (await search(server, acme, { limit: 2 })).body;
    const forged = Buffer.from(`${'0'.repeat(16)}[1,"x"]`).toString('base64url');
    for (const [parameters, asker] of [
      [{ q: 'lanterns', cursor }, acme],
      [{ q: 'lantern', kind: 'tool', cursor }, acme],
      [{ q: 'lantern', namespace: acme.id, cursor }, acme],
      [{ q: 'lantern', tag: 'x', cursor }, acme],
      [{ cursor }, acme],
      [{ q: 'lantern', cursor }, other],
      [{ q: 'lantern', cursor: listing }, acme],
      [{ q: 'lantern', cursor: forged }, acme],
      [{ q: 'lantern', cursor: 'AAAA' }, acme],
    ] as const) {
      expect(await search(server, asker, parameters as Record<string, string>)).toMatchObject({
        status: 400,
        body: { code: 'cursor-invalid' },
      });
    }
    expect((await search(server, acme, { q: 'lantern', cursor, limit: 50 })).status).toBe(200);
  });
});

describe('the index follows', () => {
  const versions = async (name: string) => {
    const { body } = await search(server, acme, { q: `${acme.id}/${name}`, limit: 100 });
    return body.items
      .filter((item: { name: string }) => item.name === name)
      .map((item: { version: string }) => item.version);
  };

  it('the newest version that is neither yanked nor retired', async () => {
    for (const version of ['1.0.0', '1.1.0', '1.2.0'])
      await publishFindable(server, acme, { ...kit('tides'), version });
    expect(await versions('tides')).toEqual(['1.2.0']);
    const shows = (expected: string[]) =>
      eventually(
        () => versions('tides'),
        (found) => found.join() === expected.join(),
      );
    await mark(acme, 'tides/1.2.0', 'yank');
    await shows(['1.1.0']);
    await mark(acme, 'tides/1.1.0', 'retire');
    await shows(['1.0.0']);
    await mark(acme, 'tides/1.0.0', 'yank');
    await shows([]);
    await mark(acme, 'tides/1.2.0', 'yank', 'DELETE');
    await shows(['1.2.0']);
  });

  it('what a bare name resolves to: no pre-release where there is a release', async () => {
    const put = async (version: string) =>
      publish(server, acme.token, await makePackage(acme, { ...kit('moons'), version }));
    await put('1.0.0-beta.2');
    await eventually(
      () => versions('moons'),
      (found) => found.join() === '1.0.0-beta.2',
    );
    await put('0.9.0');
    await eventually(
      () => versions('moons'),
      (found) => found.join() === '0.9.0',
    );
    await put('2.0.0-rc.1');
    await publishFindable(server, acme, kit('after-moons'));
    const { body } = await call(server, 'GET', '/api/v1/components/resolve?reference=moons', {
      token: acme.token,
    });
    expect(await versions('moons')).toEqual([body.version]);
  });

  it('each component by itself: one that a newer version lacks stays with the version that has it', async () => {
    await publishFindable(server, acme, kit('coral', { name: 'coral_old' }, { name: 'coral_both' }));
    await publishFindable(server, acme, { ...kit('coral', { name: 'coral_both' }), version: '2.0.0' });
    expect(await versions('coral_old')).toEqual(['1.0.0']);
    expect(await versions('coral_both')).toEqual(['2.0.0']);
  });

  it('what is said about a version: deprecation', async () => {
    await publishFindable(
      server,
      acme,
      kit('fax', { name: 'fax' }, { name: 'telex', deprecated: { since: '0.9.0' } }),
    );
    const deprecated = async (q: string) =>
      (await search(server, acme, { q })).body.items[0].deprecated as boolean;
    expect([await deprecated('fax'), await deprecated('telex')]).toEqual([false, true]);
    await mark(acme, 'fax/1.0.0', 'deprecate');
    await eventually(
      () => deprecated('fax'),
      (value) => value,
    );
    await mark(acme, 'fax/1.0.0', 'deprecate', 'DELETE');
    await eventually(
      () => deprecated('fax'),
      (value) => !value,
    );
  });

  it('many changes at once, to the same end as one after the other', async () => {
    const names = ['ox', 'yak', 'gnu', 'emu'];
    await Promise.all(
      names.flatMap((name) =>
        ['1.0.0', '1.1.0', '1.2.0', '1.3.0'].map(async (version) => {
          await publish(server, acme.token, await makePackage(acme, { ...kit(name), version }));
          if (version === '1.3.0') await mark(acme, `${name}/${version}`, 'yank');
        }),
      ),
    );
    for (const name of names) {
      await eventually(
        () => versions(name),
        (found) => found.join() === '1.2.0',
      );
    }
  });
});

describe('a search that makes no sense', () => {
  it.each([
    ['limit', '0'],
    ['limit', '101'],
    ['limit', 'ten'],
    ['limit', '1.5'],
    ['kind', 'kit'],
    ['kind', ''],
    ['namespace', 'No Such'],
    ['namespace', ''],
    ['tag', ''],
    ['tag', 'x'.repeat(51)],
    ['q', 'x'.repeat(2001)],
    ['cursor', ''],
    ['colour', 'red'],
  ])('is refused, naming %s=%.20s', async (name, value) => {
    expect(await search(server, acme, { [name]: value })).toMatchObject({
      status: 422,
      body: { code: 'request-invalid', errors: [{ pointer: `/${name}` }] },
    });
  });

  it('is refused when it is asked twice', async () => {
    expect(await call(server, 'GET', '/api/v1/search?q=a&q=b', { token: acme.token })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/q' }] },
    });
  });

  it('needs the scope', async () => {
    const token = await acme.tokenWith('runs:read');
    expect(await search(server, { token }, { q: 'x' })).toMatchObject({
      status: 403,
      body: { code: 'scope-missing' },
    });
  });
});

describe('hostile text', () => {
  it.each([
    "'",
    '"',
    "''; DROP TABLE search_documents; --",
    'a & b | !c <-> (d:*)',
    "'unclosed & ' | \\",
    ':*',
    '!!!',
    '&&&& ||||',
    '\\x00 \\u0000 %s %d {{ }} ${x}',
    '[1,2,3]::vector',
    '$1 $2 $12',
    '🧨👩‍👩‍👧‍👦 \u{10ffff}',
    '\u202e\u2066bidi\u2069',
    'ﷺ ẞ İ ı ǅ',
    'а́б́в́ العربية 中文字 日本語 ไทย',
    '%%%___%%%',
    '../../etc/passwd',
    '<script>alert(1)</script>',
    'x'.repeat(2000),
    'x '.repeat(1000),
    "'\\".repeat(1000),
    '\u0301'.repeat(1000),
    '(((((((((('.repeat(200),
  ])('is only text: %.30j', async (q) => {
    const { status, body } = await search(server, acme, { q });
    expect([status, Array.isArray(body.items)]).toEqual([200, true]);
    expect((await search(server, acme, { q: 'a', tag: q.slice(0, 50) })).status).toBe(200);
  });

  it('is only text, whatever it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1, maxLength: 100 }), async (text) => {
        const q = text.toWellFormed().replaceAll('\0', '');
        const { status } = await search(server, acme, { q });
        expect([status, q]).toEqual([200, q]);
      }),
      { numRuns: 60 },
    );
  });

  it('with U+0000 is refused at the door', async () => {
    expect(await call(server, 'GET', '/api/v1/search?q=a%00b', { token: acme.token })).toMatchObject({
      status: 400,
      body: { code: 'url-invalid' },
    });
  });

  it('in a package can be stored and found', async () => {
    await publishFindable(
      server,
      acme,
      kit('hostile', {
        name: 'hostile',
        title: "T'; --",
        description: `zero \0 width ' " \\ ${'🧨'.repeat(20)} quicksilver`,
        tags: ["a'b", 'ta\0g', '{x,y}', '"q"'],
        examples: ["'a':1A | b"],
      }),
    );
    const { body } = await search(server, acme, { q: 'quicksilver' });
    expect(body.items[0]).toMatchObject({
      name: 'hostile',
      title: "T'; --",
      tags: ["a'b", 'tag', '{x,y}', '"q"'],
    });
    expect(await find({ tag: "a'b" })).toEqual(['hostile']);
  });
});
