import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { modelList } from './generated/model-list.js';
import { modelListSchema } from './generated/models.js';
import { costOfTokens, isRefusedModel, judgeModels, MODELS, type ModelCatalogue } from './models.js';

const NEW = {
  provider: 'custom',
  input_usd_per_million: '0.5',
  output_usd_per_million: '1.25',
  context_window: 32_768,
  max_output_tokens: 4096,
};

function withPrices(table: unknown): ModelCatalogue {
  const result = MODELS.withPrices(table);
  if (!result.ok) throw new Error(JSON.stringify(result.faults));
  return result.value;
}

describe('the list of models', () => {
  it('has the form of its schema', () => {
    const ajv = new Ajv2020({ allErrors: true });
    expect(ajv.validate(modelListSchema, modelList) || ajv.errorsText()).toBe(true);
  });

  it('says of which day its prices are', () => {
    expect(MODELS.version).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  });

  it('has models of OpenAI, Anthropic and DeepSeek, and none of the GPT-3.5 family', () => {
    const providers = new Set(MODELS.models.map(({ provider }) => provider));
    expect([...providers]).toEqual(expect.arrayContaining(['openai', 'anthropic', 'deepseek']));
    expect(MODELS.models.filter(({ id, aliases }) => [id, ...aliases].some(isRefusedModel))).toEqual([]);
  });

  it('has prices in whole nano-dollars for a token', () => {
    const mini = MODELS.find('gpt-4o-mini');
    expect(mini).toMatchObject({ inputNanoUsd: 150, outputNanoUsd: 600 });
    expect(mini && costOfTokens(mini, { prompt_tokens: 1000, completion_tokens: 10 })).toBe(156_000n);
  });

  it('finds a model by its id, its other names and with its provider before either', () => {
    const turbo = MODELS.find('gpt-4-turbo');
    expect(turbo?.id).toBe('gpt-4-turbo');
    for (const name of ['gpt-4-turbo-2024-04-09', 'openai/gpt-4-turbo', ' gpt-4-turbo '])
      expect(MODELS.find(name)).toBe(turbo);
    for (const name of ['gpt-3.5-turbo', 'anthropic/gpt-4-turbo', 'toString', ''])
      expect(MODELS.find(name)).toBeUndefined();
  });

  it('passes over another provider of the list, and never takes a model of somebody else for its own', () => {
    expect(MODELS.find('claude-sonnet-4-5', 'openai')?.provider).toBe('anthropic');
    expect(MODELS.find('gpt-4o', 'custom')).toBeUndefined();
    expect(MODELS.find('gpt-4o', 'echo')).toBeUndefined();
    expect(withPrices({ own: NEW }).find('gpt-4o', 'custom')).toBeUndefined();
  });
});

describe('prices of the operator', () => {
  it('replace those of the list, by any name of the model', () => {
    const catalogue = withPrices({ 'gpt-4-turbo-2024-04-09': { input_usd_per_million: '9.5' } });
    expect(catalogue.find('gpt-4-turbo')).toMatchObject({
      id: 'gpt-4-turbo',
      inputNanoUsd: 9500,
      outputNanoUsd: 30_000,
    });
    expect(MODELS.find('gpt-4-turbo')?.inputNanoUsd).toBe(10_000);
  });

  it('add models, with their providers', () => {
    const catalogue = withPrices({ 'llama-70b': NEW });
    expect(catalogue.find('llama-70b', 'custom')).toMatchObject({
      label: 'llama-70b',
      outputNanoUsd: 1250,
      contextWindow: 32_768,
    });
    expect(catalogue.providers.at(-1)?.id ?? '').not.toBe('');
    expect(catalogue.providers.map(({ id }) => id)).toContain('custom');
  });

  it('give the list another version, the same for the same table', () => {
    const one = withPrices({ 'gpt-4o': { input_usd_per_million: '1', output_usd_per_million: '2' } });
    const same = withPrices({ 'gpt-4o': { output_usd_per_million: '2', input_usd_per_million: '1' } });
    expect(one.version).toMatch(/^\d{4}-\d{2}-\d{2}\+[0-9a-f]{8}$/);
    expect(same.version).toBe(one.version);
    expect(withPrices({}).version).not.toBe(one.version);
  });

  it.each<[string, unknown, string]>([
    ['no object', [], ''],
    [
      'a price that is a number',
      { 'gpt-4o': { input_usd_per_million: 2.5 } },
      '/gpt-4o/input_usd_per_million',
    ],
    ['a negative price', { 'gpt-4o': { input_usd_per_million: '-1' } }, '/gpt-4o/input_usd_per_million'],
    [
      'a price finer than nano-dollars',
      { 'gpt-4o': { input_usd_per_million: '0.0001' } },
      '/gpt-4o/input_usd_per_million',
    ],
    ['a member that there is not', { 'gpt-4o': { price: '1' } }, '/gpt-4o/price'],
    ['a model without sizes', { new: { ...NEW, context_window: undefined } }, '/new/context_window'],
    ['a window of nothing', { new: { ...NEW, context_window: 0 } }, '/new/context_window'],
    ['a window that the output does not fit in', { new: { ...NEW, context_window: 100 } }, '/new'],
    ['GPT-3.5', { 'gpt-3.5-turbo': NEW }, '/gpt-3.5-turbo'],
    ['a name that is none', { 'a b': NEW }, '/a b'],
    ['no members', { 'a/b': null }, '/a~1b'],
  ])('are refused when they are %s', (_, table, pointer) => {
    const result = MODELS.withPrices(table);
    expect(result.ok ? [] : result.faults.map((fault) => fault.pointer)).toContain(pointer);
  });
});

describe('the default model', () => {
  it('is any of the list, and stays it when prices change', () => {
    expect(MODELS.defaultModel.id).toBe('gpt-4o');
    const other = MODELS.withDefault('claude-haiku-4-5-20251001');
    expect(other?.defaultModel.id).toBe('claude-haiku-4-5');
    const changed = other?.withPrices({ 'claude-haiku-4-5': { output_usd_per_million: '4' } });
    expect(changed?.ok && changed.value.defaultModel.outputNanoUsd).toBe(4000);
    expect(MODELS.withDefault('gpt-3.5-turbo')).toBeUndefined();
  });
});

describe('the judgement on a model', () => {
  const judge = judgeModels(MODELS);

  it('allows those of the list, and those that only echo', () => {
    for (const [model, provider] of [
      ['gpt-4o', undefined],
      ['gpt-4o', 'openai'],
      ['claude-sonnet-4-5', 'openai'],
      ['whatever', 'echo'],
    ] as const)
      expect(judge({ model, provider })).toEqual({ standing: 'allowed' });
    expect(judgeModels(MODELS, { anyName: true })({ model: 'whatever', provider: 'openai' }).standing).toBe(
      'allowed',
    );
  });

  it('knows no others, and says what was probably meant', () => {
    expect(judge({ model: 'gpt4o', provider: 'openai' })).toMatchObject({
      standing: 'unknown',
      fix: "Did you mean 'gpt-4o'?",
    });
    expect(judge({ model: 'gpt-4o', provider: 'custom' })).toMatchObject({
      standing: 'unknown',
      fix: expect.stringContaining('ICE_PRICING_JSON'),
    });
  });
});
