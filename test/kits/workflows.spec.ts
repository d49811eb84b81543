import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Workbench } from './built-kit.js';
import { readyWorkflow, type ReadyWorkflow } from './bundle-run.js';

// Components are compiled here, and other suites keep the machine busy meanwhile.
jest.setTimeout(60_000);

let workbench: Workbench;

beforeAll(async () => {
  workbench = await Workbench.open();
});

afterAll(() => workbench.close());

describe('getting_started.hello', () => {
  let hello: ReadyWorkflow;

  beforeAll(async () => {
    hello = await readyWorkflow(workbench, 'getting_started', 'getting_started.hello');
  });

  it('greets whom it is told to, and the world otherwise', async () => {
    expect((await hello.run({ name: 'Ada' })).outputs).toEqual({ greeting: 'Hello Ada!' });
    expect((await hello.run({})).outputs).toEqual({ greeting: 'Hello world!' });
  });
});

describe('getting_started.llm_only', () => {
  let ask: ReadyWorkflow;

  beforeAll(async () => {
    ask = await readyWorkflow(workbench, 'getting_started', 'getting_started.llm_only');
  });

  it('asks the model that is named, and gpt-4o otherwise', async () => {
    expect((await ask.run({ query: 'Why?', model: 'other' })).outputs).toEqual({ answer: 'other::Why?' });
    expect((await ask.run({ query: 'Why?' })).outputs).toEqual({ answer: 'gpt-4o::Why?' });
  });
});

describe('seller_assistant.list_products', () => {
  let seller: ReadyWorkflow;

  beforeAll(async () => {
    seller = await readyWorkflow(workbench, 'seller_assistant', 'seller_assistant.list_products');
  });

  it('lists all nine sample products, the refrigerator first, at 750', async () => {
    const { outputs, error } = await seller.run({});
    expect(error).toBe(undefined);
    expect(Object.keys(outputs!).sort()).toEqual(['failures', 'items', 'success', 'total']);
    expect(outputs).toMatchObject({ total: 9, success: 9, failures: 0 });
    const items = outputs!['items'] as Record<string, unknown>[];
    expect(items).toHaveLength(9);
    expect(items[0]).toEqual({
      listing_id: expect.stringMatching(/^LOC-refrigerator-[0-9a-f]{8}$/),
      title: 'Arctis Refrigerator, stainless steel',
      description: expect.stringContaining('Condition: like new.'),
      price: 750,
      duplicate: false,
    });
    expect(new Set(items.map(({ listing_id }) => listing_id)).size).toBe(9);
    expect(items.map(({ duplicate }) => duplicate)).not.toContain(true);
  });

  it('gives the same for the same products', async () => {
    expect((await seller.run({})).outputs).toEqual((await seller.run({})).outputs);
  });

  it('lists products of one’s own with a margin of one’s own', async () => {
    const csv = 'SKU,Item,Cost\nL-1,Desk lamp,20\nL-1,Desk lamp,20\n';
    expect((await seller.run({ csv, margin_percent: 50 })).outputs).toMatchObject({
      total: 2,
      success: 2,
      failures: 0,
      items: [
        { listing_id: 'LOC-L-1', title: 'Desk lamp', price: 30, duplicate: false },
        { listing_id: 'LOC-L-1', title: 'Desk lamp', price: 30, duplicate: true },
      ],
    });
  });

  it('fails, naming the fault, when a product has no usable price', async () => {
    const { success, error } = await seller.run({ csv: 'SKU,Item,Cost\nL-1,Desk lamp,a lot\n' });
    expect(success).toBe(false);
    expect(error!.message).toContain('cost must be an amount greater than 0');
  });
});
