import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { ConfigError, type Environment } from './environment.js';
import { parseConfig } from './parse-config.js';

const folder = mkdtempSync(join(tmpdir(), 'iceos-prices-'));
const file = join(folder, 'prices.json');
const PRICES = JSON.stringify({ 'gpt-4o': { input_usd_per_million: '1.5' } });

afterAll(() => rmSync(folder, { recursive: true }));

const catalogueOf = (environment: Environment) => parseConfig(environment).config.models.catalogue;

const mistakesOf = (environment: Environment) => {
  try {
    parseConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
  return [];
};

describe('the models of a server', () => {
  it('have the prices of the variable, or of the file that it names', () => {
    writeFileSync(file, PRICES);
    const inline = catalogueOf({ ICE_PRICING_JSON: PRICES });
    expect(inline.find('gpt-4o')).toMatchObject({ inputNanoUsd: 1500, outputNanoUsd: 10_000 });
    expect(catalogueOf({ ICE_PRICING_FILE: file }).version).toBe(inline.version);
  });

  it.each([
    ['ICE_PRICING_JSON', { ICE_PRICING_JSON: '{' }],
    ['ICE_PRICING_JSON', { ICE_PRICING_JSON: '[]' }],
    ['ICE_PRICING_JSON', { ICE_PRICING_JSON: '{"gpt-4o":{"input_usd_per_million":"cheap"}}' }],
    ['ICE_PRICING_FILE', { ICE_PRICING_FILE: join(folder, 'nothing.json') }],
    ['ICE_PRICING_FILE', { ICE_PRICING_FILE: folder }],
    ['ICE_PRICING_FILE', { ICE_PRICING_FILE: file, ICE_PRICING_JSON: PRICES }],
    ['ICE_DEFAULT_LLM_MODEL', { ICE_DEFAULT_LLM_MODEL: 'gpt-3.5-turbo' }],
    ['DEFAULT_MODEL', { DEFAULT_MODEL: 'no-such-model' }],
    ['ICE_DEFAULT_LLM_PROVIDER', { ICE_DEFAULT_LLM_PROVIDER: 'nobody' }],
  ])('stop the start when %s cannot be used', (name, environment) => {
    expect(mistakesOf(environment).map((mistake) => mistake.name)).toEqual([name]);
  });

  it('say where a price is wrong, all of them at once', () => {
    const table = { 'gpt-4o': { input_usd_per_million: '-1', output_usd_per_million: 3 } };
    const told = mistakesOf({ ICE_PRICING_JSON: JSON.stringify(table) }).map(({ expected }) => expected);
    expect(told).toHaveLength(2);
    expect(told.join()).toMatch(/\/gpt-4o\/input_usd_per_million.*\/gpt-4o\/output_usd_per_million/);
  });

  it('have the default that is set, under either name, or the first of the provider that is', () => {
    const defaultOf = (environment: Environment) => catalogueOf(environment).defaultModel.id;
    expect(defaultOf({})).toBe('gpt-4o');
    expect(defaultOf({ ICE_DEFAULT_LLM_MODEL: 'deepseek-chat', DEFAULT_MODEL: 'gpt-4' })).toBe(
      'deepseek-chat',
    );
    expect(defaultOf({ DEFAULT_MODEL: 'gpt-4' })).toBe('gpt-4');
    expect(defaultOf({ ICE_DEFAULT_LLM_PROVIDER: 'openai' })).toBe('gpt-4o');
    const anthropic = catalogueOf({ ICE_DEFAULT_LLM_PROVIDER: 'anthropic' }).defaultModel;
    expect(anthropic.provider).toBe('anthropic');
  });
});
