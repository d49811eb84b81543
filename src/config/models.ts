import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { MODELS, type ModelCatalogue } from '@iceos/core/models';
import type { EnvironmentReader } from './environment.js';
import { text } from './kinds.js';

const JSON_NAME = 'ICE_PRICING_JSON';
const FILE_NAME = 'ICE_PRICING_FILE';
const MOST_BYTES = 1024 * 1024;

/** The models that blueprints may name here, at the operator's prices (docs/spec/cost.md 3). */
export function readCatalogue(reader: EnvironmentReader): ModelCatalogue {
  const catalogue = readPrices(reader);
  const provider = reader.read('ICE_DEFAULT_LLM_PROVIDER', text);
  for (const name of ['ICE_DEFAULT_LLM_MODEL', 'DEFAULT_MODEL']) {
    const model = reader.read(name, text);
    if (model === undefined) continue;
    const chosen = catalogue.withDefault(model);
    if (chosen) return chosen;
    reader.blame(
      name,
      `a model that there is, such as ${catalogue.defaultModel.id}; ${JSON_NAME} adds others`,
    );
  }
  if (provider !== undefined && provider !== catalogue.defaultModel.provider) {
    const first = catalogue.models.find((model) => model.provider === provider);
    if (first) return catalogue.withDefault(`${provider}/${first.id}`) ?? catalogue;
    reader.blame('ICE_DEFAULT_LLM_PROVIDER', `one of ${catalogue.providers.map(({ id }) => id).join(', ')}`);
  }
  return catalogue;
}

function readPrices(reader: EnvironmentReader): ModelCatalogue {
  const inline = reader.read(JSON_NAME, text);
  const file = reader.read(FILE_NAME, text);
  if (inline !== undefined && file !== undefined) {
    reader.blame(FILE_NAME, `nothing where ${JSON_NAME} is set`);
    return MODELS;
  }
  if (inline !== undefined) return pricedBy(reader, JSON_NAME, inline);
  if (file === undefined) return MODELS;
  try {
    return pricedBy(reader, FILE_NAME, readFileSync(resolve(file), 'utf8'));
  } catch (error) {
    reader.blame(FILE_NAME, `a file that can be read (${(error as NodeJS.ErrnoException).code ?? 'failed'})`);
    return MODELS;
  }
}

function pricedBy(reader: EnvironmentReader, name: string, json: string): ModelCatalogue {
  const table = json.length > MOST_BYTES ? undefined : parsed(json);
  if (table === undefined) {
    reader.blame(name, 'a JSON object of models with their prices');
    return MODELS;
  }
  const result = MODELS.withPrices(table);
  if (result.ok) return result.value;
  for (const { pointer, detail } of result.faults.slice(0, 20)) {
    reader.blame(
      name,
      `prices as in docs/spec/cost.md 3; at ${pointer === '' ? 'the top' : pointer}: ${detail}`,
    );
  }
  return MODELS;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}
