import type { CommandOptions } from './context.js';
import { UsageError } from './errors.js';

export function textOption(options: CommandOptions, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

export function flagOption(options: CommandOptions, name: string): boolean {
  return options[name] === true;
}

/** An option that may be given more than once. */
export function listOption(options: CommandOptions, name: string): readonly string[] {
  const value = options[name];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

/** A whole number from `least` to `most`; undefined when the option was not given. */
export function numberOption(
  options: CommandOptions,
  name: string,
  [least, most]: readonly [number, number],
): number | undefined {
  const text = textOption(options, name);
  if (text === undefined) return undefined;
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new UsageError(
    `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} is ${JSON.stringify(text)}.`,
    `Give a whole number from ${least} to ${most}.`,
  );
}
