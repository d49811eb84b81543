import { basename, dirname } from 'node:path';
import { BuildError } from './errors.js';
import { evaluate, type EvaluateOptions } from './evaluate.js';

/** Endings of files that make a blueprint in code. */
const CODE = /\.m?[jt]s$/;

export function isBlueprintCode(file: string): boolean {
  return CODE.test(file) && !/\.d\.m?ts$/.test(file);
}

/**
 * The value that the TypeScript or JavaScript `file` gives by its exported `build()`, or by its default export. It is
 * evaluated as sources of kits are; whether the value is a blueprint is for others to say. Rejects with a `BuildError`.
 */
export async function evaluateBlueprint(file: string, options: EvaluateOptions = {}): Promise<unknown> {
  const entry = [
    `import { describeBlueprint } from 'iceos-sdk:build/describing';`,
    `import * as made from ${JSON.stringify(`./${basename(file)}`)};`,
    'process.send(await describeBlueprint(made));',
    '',
  ].join('\n');
  const answer = (await evaluate(dirname(file), entry, options)) as { text?: unknown } | null;
  const text = answer?.text;
  if (typeof text === 'string') return JSON.parse(text) as unknown;
  throw new BuildError(
    'blueprint-missing',
    `${basename(file)} exports neither a function \`build\` nor a default that gives a blueprint.`,
  );
}
