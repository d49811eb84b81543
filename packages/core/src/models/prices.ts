import { canonicalBytes } from '../canonical.js';
import { digestOf } from '../digest.js';
import { parseUsd } from '../money.js';
import type { Model } from './model.js';
import { isRefusedModel } from './refused.js';

/** What is wrong with a table of prices, and where (RFC 6901). */
export interface PriceFault {
  readonly pointer: string;
  readonly detail: string;
}

interface Priced {
  readonly models: readonly Model[];
  /** Begins the digest of the table: two tables that differ have different ones. */
  readonly digest: string;
  readonly faults: readonly PriceFault[];
}

type Entry = Readonly<Record<string, unknown>>;

const NAME = /^[A-Za-z0-9][\w.:/-]{0,99}$/;
const MOST_MODELS = 1000;
const MOST_TOKENS = 100_000_000;
const PRICES = ['input_usd_per_million', 'output_usd_per_million'] as const;
const SIZES = ['context_window', 'max_output_tokens'] as const;
const TEXTS = ['provider', 'label'] as const;
const MEMBERS: ReadonlySet<string> = new Set([...PRICES, ...SIZES, ...TEXTS]);

/**
 * `models` with what `table` says of them: name to members as in the list of models, all of them for a model that is new
 * (docs/spec/cost.md 3).
 */
export function priced(models: readonly Model[], table: unknown): Priced {
  if (!isEntry(table)) return refuse('', 'the table is no object of models');
  const entries = Object.entries(table);
  if (entries.length > MOST_MODELS) return refuse('', `the table has more than ${MOST_MODELS} models`);
  const faults = entries.flatMap(([name, entry]) => faultsOf(name, entry, models));
  if (faults.length > 0) return { models, digest: '', faults };
  const changed = new Map(models.map((model) => [model.id, model]));
  for (const [name, entry] of entries) {
    const model = merged(name, entry as Entry, nameOf(models, name));
    changed.set(model.id, model);
    if (model.maxOutputTokens > model.contextWindow) {
      faults.push({ pointer: at(name), detail: 'it gives more tokens than its context window holds' });
    }
  }
  const digest = digestOf(canonicalBytes(table)).slice(0, 8);
  return { models: [...changed.values()], digest, faults };
}

function refuse(pointer: string, detail: string): Priced {
  return { models: [], digest: '', faults: [{ pointer, detail }] };
}

function faultsOf(name: string, entry: unknown, models: readonly Model[]): PriceFault[] {
  const fault = (member: string, detail: string): PriceFault => ({ pointer: at(name, member), detail });
  if (!NAME.test(name)) return [fault('', 'it is no name of a model')];
  if (isRefusedModel(name)) return [fault('', 'models of the GPT-3.5 family are refused everywhere')];
  if (!isEntry(entry)) return [fault('', 'it is no object')];
  const faults = Object.keys(entry).flatMap((member) =>
    MEMBERS.has(member)
      ? []
      : [fault(member, `there is no such member; there are ${[...MEMBERS].join(', ')}`)],
  );
  for (const member of PRICES) {
    if (entry[member] !== undefined && priceOf(entry[member]) === undefined) {
      faults.push(fault(member, 'a price is a text such as "0.15": US dollars for a million tokens'));
    }
  }
  for (const member of SIZES) {
    if (entry[member] !== undefined && !isSize(entry[member])) {
      faults.push(fault(member, `it is no whole number from 1 to ${MOST_TOKENS}`));
    }
  }
  for (const member of TEXTS) {
    if (entry[member] !== undefined && !isShortText(entry[member]))
      faults.push(fault(member, 'it is no text'));
  }
  if (nameOf(models, name)) return faults;
  const missing = [...PRICES, ...SIZES, 'provider'].filter((member) => entry[member] === undefined);
  return [...faults, ...missing.map((member) => fault(member, 'a model that is new needs it'))];
}

function merged(name: string, entry: Entry, known: Model | undefined): Model {
  const price = (member: (typeof PRICES)[number], before = 0): number => priceOf(entry[member]) ?? before;
  const size = (member: (typeof SIZES)[number], before = 0): number => (entry[member] as number) ?? before;
  return {
    provider: (entry.provider as string) ?? known?.provider,
    id: known?.id ?? name,
    aliases: known?.aliases ?? [],
    label: (entry.label as string) ?? known?.label ?? name,
    inputNanoUsd: price('input_usd_per_million', known?.inputNanoUsd),
    outputNanoUsd: price('output_usd_per_million', known?.outputNanoUsd),
    contextWindow: size('context_window', known?.contextWindow),
    maxOutputTokens: size('max_output_tokens', known?.maxOutputTokens),
    capabilities: known?.capabilities ?? [],
  };
}

function nameOf(models: readonly Model[], name: string): Model | undefined {
  return models.find(({ id, aliases }) => id === name || aliases.includes(name));
}

/** Nano-US-dollars for a token. */
function priceOf(text: unknown): number | undefined {
  if (typeof text !== 'string' || !/^\d{1,6}(?:\.\d{1,3})?$/.test(text)) return undefined;
  return Number((parseUsd(text) ?? 0n) / 1_000_000n);
}

function isSize(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= MOST_TOKENS;
}

function isShortText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '' && value.length <= 100;
}

function isEntry(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function at(name: string, member = ''): string {
  const step = (text: string): string => `/${text.replaceAll('~', '~0').replaceAll('/', '~1').slice(0, 200)}`;
  return step(name) + (member === '' ? '' : step(member));
}
