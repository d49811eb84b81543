import { describe, expect, it } from '@jest/globals';
import type { DraftNode } from '@iceos/core/blueprint';
import { reviewOf, type Review } from '../partial/review.js';
import { Fits, MILLION } from './fit.js';
import { rank, type Candidate, type RankedComponent } from './rank.js';

const object = (...members: string[]) => ({
  type: 'object',
  properties: Object.fromEntries(
    members.map((member) => {
      const [name = '', type = 'string'] = member.split(':');
      return [name, { type }];
    }),
  ),
  required: members.map((member) => member.split(':')[0]),
});

const node = (id: string, input: object, output: object, more: object = {}): DraftNode =>
  ({ id, type: 'code', input_schema: input, output_schema: output, ...more }) as DraftNode;

const review = (...nodes: DraftNode[]): Promise<Review> =>
  reviewOf(nodes, [], () => ({ ok: false, code: 'unknown' }));

const candidate = (name: string, more: Partial<Candidate> = {}, usd = 0): Candidate => ({
  nodeType: 'tool',
  reference: `acme/${name}`,
  name,
  title: undefined,
  search: 0,
  verdict: { loadable: true, schemas: { input: object(), output: object() }, usd },
  ...more,
});

const names = (ranked: readonly RankedComponent[]) => ranked.map(({ candidate: { name } }) => name);

const fitOf = (schemas: { input: object; output: object }, of: Review) => new Fits(of).of(schemas as never);

describe('a fit', () => {
  it('counts a member of the same name in full, one of the same type in part, a missing one not at all', async () => {
    const had = await review(node('a', object(), object('text', 'count:integer')));
    const score = (...wanted: string[]) => fitOf({ input: object(...wanted), output: object() }, had);
    expect(score('text')).toMatchObject({ score: MILLION, missing: [], fills: [] });
    expect(score('count:number').score).toBe(MILLION);
    expect(score('words')).toMatchObject({
      score: 400_000,
      feeds: [{ input: 'words', node: 'a', output: 'text' }],
    });
    expect(score('text:array')).toMatchObject({ score: 0, missing: ['text'] });
    expect(score('text', 'rows:array').score).toBe(500_000);
    expect(score().score).toBe(500_000);
  });

  it('takes the newest node that has what is wanted', async () => {
    const had = await review(node('a', object(), object('text')), node('b', object(), object('text')));
    expect(fitOf({ input: object('text'), output: object() }, had).feeds).toEqual([
      { input: 'text', node: 'b', output: 'text' },
    ]);
  });

  it('counts what is filled twice where something is open', async () => {
    const open = await review(node('a', object('path'), object()));
    const fills = fitOf({ input: object(), output: object('path') }, open);
    expect(fills).toMatchObject({ score: Math.floor((500_000 + 2 * MILLION) / 3), fills: ['a.path'] });
    expect(fitOf({ input: object(), output: object('other') }, open).fills).toEqual(['a.path']);
    expect(fitOf({ input: object(), output: object('other:array') }, open).fills).toEqual([]);
  });

  it('takes no schema amiss, however odd', async () => {
    const odd = { type: ['object', 7], properties: { a: true, b: null }, required: ['a', 7, 'a', 'z'] };
    const had = await review(node('a', odd, odd));
    expect(fitOf({ input: odd as object, output: odd as object }, had).score).toBeGreaterThanOrEqual(0);
  });
});

describe('a rank', () => {
  it('puts what is loaded first, then score, then reference, in whatever order they come', async () => {
    const empty = await review();
    const all = [
      candidate('refused', { search: MILLION, verdict: { loadable: false, refusal: 'key-revoked' } }),
      candidate('zebra'),
      candidate('found', { search: MILLION }),
      candidate('ant'),
      candidate('dear', {}, 1),
    ];
    const expected = ['found', 'ant', 'zebra', 'dear', 'refused'];
    expect(names(await rank(all, empty))).toEqual(expected);
    expect(names(await rank(all.toReversed(), empty))).toEqual(expected);
    const last = (await rank(all, empty)).at(-1);
    expect(last).toMatchObject({ score: 0, reason: expect.stringContaining('key-revoked') });
  });

  it('gives half of the score for costs at a cent, and stays within one', async () => {
    const empty = await review();
    const scores = [0, 0.01, 1000].map(
      async (usd) => (await rank([candidate('a', {}, usd)], empty))[0]?.cost,
    );
    expect(await Promise.all(scores)).toEqual([MILLION, 500_000, 9]);
    const one = await review(node('n', object(), object('x')));
    const best = await rank([candidate('a', { search: MILLION })], one);
    expect(best[0]?.score).toBeLessThanOrEqual(MILLION);
  });

  it('gives a node that can be added: with an id of its own, wired to what feeds it', async () => {
    const had = await review(node('a', object(), object('text')), node('loader', object(), object()));
    const wired = candidate('loader', {
      verdict: { loadable: true, schemas: { input: object('text'), output: object() }, usd: 0 },
    });
    expect((await rank([wired], had))[0]?.template).toEqual({
      id: 'loader_2',
      type: 'tool',
      tool_name: 'acme/loader',
      dependencies: ['a'],
      input_mappings: { text: { source_node_id: 'a', source_output_key: 'text' } },
    });
  });
});
