import { NO_NETWORK, type Isolation, type Launch } from '../process/launch.js';
import { UsageReader } from '../process/usage.js';
import { Child, type ChildCaps } from './child.js';
import { SandboxError } from './errors.js';
import type { ReadyMessage } from './messages.js';

const READY_MS = 15_000;

/**
 * Starts one child and lets it look at itself (docs/spec/sandbox.md 6 and 9). Throws `sandbox-unavailable` naming every
 * protection that is missing; returns the isolation that was really reached.
 */
export async function testIsolation(launch: Launch, caps: ChildCaps): Promise<Isolation> {
  const { missing, networks } = await firstWords(launch, caps);
  if (missing.length > 0) {
    throw new SandboxError(
      'sandbox-unavailable',
      `The sandbox cannot run on this Node (${process.version}). Missing: ${missing.join(', ')}.`,
    );
  }
  const { level, lacks } = launch;
  if (networks === 0 || lacks.includes(NO_NETWORK)) return { level, lacks };
  return { level: 'basic', lacks: [...lacks, NO_NETWORK] };
}

async function firstWords(launch: Launch, caps: ChildCaps): Promise<ReadyMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<ReadyMessage>();
  const silent = (why: string) => reject(new SandboxError('sandbox-unavailable', why));
  const child = new Child(launch, caps, new UsageReader(), {
    ready: (_, message) => resolve(message),
    message: () => silent('A child of the sandbox spoke out of turn.'),
    ended: (_, { code, signal }) =>
      silent(`A child of the sandbox ended while it started (${signal ?? `exit code ${code}`}).`),
  });
  const timer = setTimeout(() => silent('A child of the sandbox did not start in time.'), READY_MS);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    child.kill('recycled');
    await child.whenGone();
  }
}
