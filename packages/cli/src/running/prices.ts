import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { MODELS, type ModelCatalogue } from '@iceos/core/models';
import { CommandError } from '../errors.js';
import type { Settings } from '../settings.js';

/** The models at the operator's prices: `ICE_PRICING_JSON`, or the file `ICE_PRICING_FILE` (docs/spec/cost.md 3). */
export function readPrices({ inline, file }: Settings['pricing']): ModelCatalogue {
  if (inline && file) throw invalid('ICE_PRICING_FILE', 'ICE_PRICING_JSON is set too');
  if (inline) return pricesOf('ICE_PRICING_JSON', () => inline);
  return file ? pricesOf('ICE_PRICING_FILE', () => readFileSync(resolve(file), 'utf8')) : MODELS;
}

function pricesOf(name: string, read: () => string): ModelCatalogue {
  let table: unknown;
  try {
    table = JSON.parse(read());
  } catch (cause) {
    throw invalid(name, (cause as Error).message, cause);
  }
  const result = MODELS.withPrices(table);
  if (result.ok) return result.value;
  const [first] = result.faults;
  throw invalid(name, `${first?.pointer ?? ''}: ${first?.detail ?? ''}`);
}

function invalid(name: string, detail: string, cause?: unknown): CommandError {
  return new CommandError('setting-invalid', 'usage', `${name} cannot be used: ${detail}.`, {
    hint: 'Write prices as in docs/spec/cost.md 3.',
    cause,
  });
}
