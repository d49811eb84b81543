import { invalidParams } from '../protocol/failures.js';
import type { ToolName } from './tool-name.js';

export interface ToolArguments {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly timeoutMs: number;
}

const DEFAULT_SECONDS = 60;
const MOST_SECONDS = 600;
/** What may stand beside the inputs of an alias, and by what name they go. */
const ENVELOPES = {
  tool: { inputs: 'inputs', beside: ['options', 'timeout'] },
  agent: { inputs: 'context', beside: ['config', 'timeout'] },
  workflow: { inputs: 'inputs', beside: ['config', 'timeout'] },
} as const;

/**
 * The inputs of a call. Under its listed name they are the arguments themselves. Under an alias they may stand in `inputs`
 * (`context` for agents), with `options` beside them; arguments with anything else beside are the inputs themselves.
 */
export function readArguments({ form }: ToolName, args: Readonly<Record<string, unknown>>): ToolArguments {
  const envelope = form === 'id' ? undefined : ENVELOPES[form];
  const wrapped = envelope && args[envelope.inputs];
  const beside = Object.keys(args).filter((key) => key !== envelope?.inputs);
  if (!envelope || !isObject(wrapped) || beside.some((key) => !isOneOf(envelope.beside, key)))
    return { inputs: args, timeoutMs: DEFAULT_SECONDS * 1000 };
  const options = args['options'] ?? args['config'] ?? {};
  if (!isObject(options)) throw invalidParams('The options of a call must be an object.');
  const unknown = Object.keys(options).find((key) => key !== 'timeout_seconds');
  if (unknown !== undefined)
    throw invalidParams(
      `The option ${JSON.stringify(unknown.slice(0, 50))} is not known: give timeout_seconds.`,
    );
  return { inputs: wrapped, timeoutMs: secondsOf(options['timeout_seconds'], args['timeout']) * 1000 };
}

/** The smallest that was given; what is no positive number counts as not given. */
function secondsOf(...given: unknown[]): number {
  const seconds = given.filter((value): value is number => typeof value === 'number' && value > 0);
  return Math.min(...(seconds.length > 0 ? seconds : [DEFAULT_SECONDS]), MOST_SECONDS);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isOneOf(names: readonly string[], name: string): boolean {
  return names.includes(name);
}
