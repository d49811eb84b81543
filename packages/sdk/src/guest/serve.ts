import type { ToolError as WireError } from '@iceos/core/world';
import type { HostApi } from '../authoring/host.js';
import { isToolError, ToolError } from '../authoring/tool-error.js';
import { loaded } from './grants.js';
import { inspect } from './inspect.js';
import { drain } from './jobs.js';
import { GuestPromise } from './promise.js';

type Run = (input: never, host: never) => unknown;

const MAX_CODE = 100;
const MAX_MESSAGE = 10_000;

/** The `run` that a component of the world `iceos:tool` exports for the tool `definition`. */
export function serveTool(definition: { readonly run: Run }, host: HostApi): (inputJson: string) => string {
  return (inputJson) => answer(definition, () => JSON.parse(inputJson) as unknown, host);
}

/** The `runCode` of the world `iceos:code`: the tool gets `{source, input}`. */
export function serveCode(
  definition: { readonly run: Run },
  host: HostApi,
): (source: string, inputJson: string) => string {
  return (source, inputJson) =>
    answer(definition, () => ({ source, input: JSON.parse(inputJson) as unknown }), host);
}

/**
 * One call. Whatever is thrown leaves as a `tool-error`: anything else would stop the guest and lose its text
 * (docs/spec/sandbox.md, Authoring). Input and output are checked against their schemas by the host, not here.
 */
function answer(definition: { readonly run: Run }, read: () => unknown, host: HostApi): string {
  loaded();
  try {
    return write(settle(definition.run(read() as never, host as never)));
  } catch (error) {
    // oxlint-disable-next-line typescript/only-throw-error
    throw wireError(error);
  }
}

/** The value of a promise that needs nothing but jobs; any other value as it is. */
function settle(value: unknown): unknown {
  if (typeof (value as { then?: unknown } | null | undefined)?.then !== 'function') return value;
  const promise = GuestPromise.resolve(value);
  drain();
  const { outcome } = promise;
  if (outcome?.status === 'fulfilled') return outcome.value;
  if (outcome) throw outcome.reason;
  throw new ToolError(
    'promise-pending',
    'The tool waits for a promise that nothing will ever resolve: there are no timers and no network in the sandbox.',
  );
}

function write(value: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (error) {
    throw new ToolError('output-invalid', `What the tool returned has no JSON form: ${inspect(error)}.`);
  }
  if (text === undefined)
    throw new ToolError('output-invalid', `The tool returned ${typeof value}; it must return a JSON value.`);
  return text.toWellFormed();
}

/** `error` as the world's `tool-error`. A plain record: an `Error`, even one with these members, stops the guest. */
function wireError(error: unknown): WireError {
  const { code, message, retryable } = (
    isToolError(error) ? error : { code: 'tool-failed', message: error, retryable: false }
  ) as { code: unknown; message: unknown; retryable: unknown };
  return {
    code: wireText(inspect(code), MAX_CODE),
    message: wireText(inspect(message), MAX_MESSAGE),
    retryable: retryable === true,
  };
}

/** Texts cross the border as UTF-8, which has no lone surrogates. */
function wireText(text: string, length: number): string {
  return text.slice(0, length).toWellFormed();
}
