import { CodedError } from '@iceos/core/errors';
import {
  acceptsArguments,
  HOST_INTERFACES,
  hostFunctions,
  jsNameOf,
  type FunctionShape,
  type HostInterface,
} from '@iceos/core/world';
import type { HostGrants } from '../capabilities.js';
import { HostFailure, QuotaExceeded } from '../capabilities/failures.js';
import { nested } from './nesting.js';
import { fromWire, toWire } from '../process/wire.js';
import type { EndReason } from './child.js';
import { limitExceeded, SandboxError } from './errors.js';
import { LEAST_LOG_BYTES, type CallLimits } from './limits.js';
import type { HostMessage } from './messages.js';

/** One call of a host function, for the events of a run. */
export interface HostCallReport {
  readonly interface: string;
  readonly function: string;
  readonly requestBytes: number;
  readonly answerBytes: number;
  readonly durationMs: number;
  readonly failed: boolean;
}

/** A host call that may be made: granted for this run, of the right shape, within the limits. */
export interface AdmittedCall {
  readonly host: HostInterface;
  readonly shape: FunctionShape;
  readonly requestBytes: number;
  perform(): unknown;
}

/** Why a call ends at the door, and with it its child. */
export class Dismissal {
  constructor(
    readonly reason: EndReason,
    readonly error: unknown,
  ) {}
}

/** What the component gets: a value, or the failure that the function's type has. */
export type HostReply = { readonly value: unknown } | { readonly failure: string };

/**
 * The door between one running call and the functions of the host (docs/spec/sandbox.md 8). Everything that knocks is
 * untrusted; nothing that the run was not granted is behind it.
 */
export class HostDoor {
  /** Calls admitted so far. */
  calls = 0;
  private bytes = 0;
  private logBytes = 0;
  private lastSequence = 0;

  constructor(
    private readonly grants: HostGrants,
    private readonly limits: CallLimits,
    private readonly report: (report: HostCallReport) => void,
    /** How many sandboxed calls wait while a host function works. */
    private readonly depth: number,
  ) {}

  admit(message: HostMessage): AdmittedCall | Dismissal {
    const found = this.find(message);
    if (!found) return new Dismissal('ungranted', ungranted(message));
    const { host, shape, implementation } = found;
    const args = shape.params.map(({ type }, at) => fromWire(type, message.args[at]));
    if (
      message.args.length !== args.length ||
      !acceptsArguments(shape, args) ||
      message.sequence <= this.lastSequence
    ) {
      return new Dismissal('protocol', brokenProtocol());
    }
    this.lastSequence = message.sequence;
    this.calls += 1;
    const { hostCalls } = this.limits;
    if (this.calls > hostCalls) return new Dismissal('limit', limitExceeded('hostCalls', hostCalls));
    const requestBytes = sizeOf(message.args);
    const over = this.spend(requestBytes) ?? (host.name === 'log' ? this.logged(requestBytes) : undefined);
    return over ?? { host, shape, requestBytes, perform: () => implementation(...args) };
  }

  /** Makes an admitted call and reports it. */
  async perform({ host, shape, requestBytes, perform }: AdmittedCall): Promise<HostReply | Dismissal> {
    const startedAt = performance.now();
    const reply = await nested(this.depth, () => attempt(perform, shape));
    const answerBytes = reply instanceof Dismissal ? 0 : sizeOf(reply);
    this.report({
      interface: host.interface,
      function: shape.name,
      requestBytes,
      answerBytes,
      durationMs: performance.now() - startedAt,
      failed: !('value' in reply),
    });
    return this.spend(answerBytes) ?? reply;
  }

  private find({ interface: id, function: name }: HostMessage) {
    const host = HOST_INTERFACES.get(id);
    const shape = hostFunctions(id).find((candidate) => jsNameOf(candidate.name) === name);
    const implementation = host && shape && implementationOf(this.grants, host, shape);
    return implementation && { host, shape, implementation };
  }

  private logged(bytes: number): Dismissal | undefined {
    this.logBytes += Math.max(bytes, LEAST_LOG_BYTES);
    const { logBytes } = this.limits;
    return this.logBytes > logBytes ? new Dismissal('limit', limitExceeded('logBytes', logBytes)) : undefined;
  }

  private spend(bytes: number): Dismissal | undefined {
    this.bytes += bytes;
    const { hostBytes } = this.limits;
    return this.bytes > hostBytes ? new Dismissal('limit', limitExceeded('hostBytes', hostBytes)) : undefined;
  }
}

/** The child said what no runner says. */
export function brokenProtocol(): SandboxError {
  return new SandboxError('component-trapped', 'The process of the component sent what no runner sends.');
}

async function attempt(perform: () => unknown, shape: FunctionShape): Promise<HostReply | Dismissal> {
  try {
    return { value: toWire(await perform()) };
  } catch (error) {
    if (error instanceof HostFailure && shape.fails) return { failure: error.message };
    return new Dismissal('host-failed', hostError(error));
  }
}

function hostError(error: unknown): unknown {
  if (error instanceof CodedError) return error;
  if (error instanceof QuotaExceeded) {
    const { message, allowed } = error;
    return new SandboxError('limit-exceeded', message, { limit: 'quota', allowed, cause: error });
  }
  return new SandboxError('host-failed', 'A host function failed.', { cause: error });
}

function ungranted({ interface: id, function: name }: HostMessage): SandboxError {
  return new SandboxError(
    'component-trapped',
    `The component called ${id.slice(0, 100)}#${name.slice(0, 100)}, which this run does not grant.`,
  );
}

/** The function granted for this run; only an own member counts. */
function implementationOf(
  grants: HostGrants,
  { name }: HostInterface,
  shape: FunctionShape,
): ((...args: unknown[]) => unknown) | undefined {
  const granted: unknown = Object.hasOwn(grants, name) ? grants[name] : undefined;
  const member = jsNameOf(shape.name);
  if (typeof granted !== 'object' || granted === null || !Object.hasOwn(granted, member)) return undefined;
  const candidate = (granted as Record<string, unknown>)[member];
  return typeof candidate === 'function' ? (candidate as (...args: unknown[]) => unknown) : undefined;
}

function sizeOf(value: unknown): number {
  return JSON.stringify(value).length;
}
