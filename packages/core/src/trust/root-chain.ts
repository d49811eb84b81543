import { equalBytes } from '../canonical.js';
import { Refusal } from '../refusal.js';
import { readRoot, type KeyQuorum, type TrustRootDocument } from './documents.js';
import { trustInvalid } from './fault.js';
import { documentMessage, requireQuorum, requireSoundQuorum, type VerifySignature } from './quorum.js';

const LABEL = 'iceos-trust-root-v1';

/**
 * Walks the versions of a root, from 1 on and none left out: each is signed by a threshold of its own keys and, from the
 * second on, by a threshold of the keys of the one before (docs/spec/trust.md 3.2). Answers the newest. When the newest
 * expires is not looked at here: a version that has been replaced may have expired long ago. Throws `trust-invalid`.
 */
export function walkRoots(documents: readonly Uint8Array[], verify: VerifySignature): TrustRootDocument {
  let trusted: TrustRootDocument | undefined;
  for (const [index, bytes] of documents.entries()) {
    const next = readRoot(bytes, nameOf(index + 1));
    requireSuccessor(trusted, next, verify);
    trusted = next;
  }
  if (trusted) return trusted;
  throw trustInvalid('There is no version of the root.');
}

/** Refuses `next` unless it may follow `trusted`, or, without that, begin a chain. Throws `trust-invalid`. */
export function requireSuccessor(
  trusted: TrustRootDocument | undefined,
  next: TrustRootDocument,
  verify: VerifySignature,
): void {
  const expected = (trusted?.version ?? 0) + 1;
  const name = nameOf(expected);
  if (next.version !== expected)
    throw trustInvalid(`In the place of ${name} stands version ${next.version} of the root.`);
  if (trusted && next.id !== trusted.id)
    throw trustInvalid(`${name} belongs to the root ${next.id}, not to ${trusted.id}.`);
  if (next.expires !== undefined && Number.isNaN(Date.parse(next.expires)))
    throw trustInvalid(`${name} expires at no time that there is: ${next.expires}.`);
  requireSoundQuorum(next, `${name}, own keys`);
  requireSoundQuorum(keysRole(next), `${name}, role keys`);
  if (trusted) requireQuorum(LABEL, next, trusted, `${name}, keys of version ${trusted.version}`, verify);
  requireQuorum(LABEL, next, next, `${name}, own keys`, verify);
}

/** Who signs the list of keys: the root's own keys, where it does not name others. */
export function keysRole(root: TrustRootDocument): KeyQuorum {
  return root.roles?.keys ?? root;
}

/**
 * Refuses a chain that is not the known one, or the known one with more versions at its end. Both were walked. A shorter
 * one is a `rollback`; one that says something else about a known version is `trust-invalid`.
 */
export function requireExtension(known: readonly Uint8Array[], offered: readonly Uint8Array[]): void {
  for (const [index, bytes] of known.entries()) {
    const name = nameOf(index + 1);
    const other = offered[index];
    if (!other) throw rootRollback(known.length, offered.length);
    // More signatures on the same version are no other version.
    const [ours, theirs] = [bytes, other].map((document) =>
      documentMessage(LABEL, readRoot(document, name)),
    ) as [Uint8Array, Uint8Array];
    if (!equalBytes(ours, theirs)) throw trustInvalid(`${name} is another one than the one known here.`);
  }
}

/** Refuses an older state than the one that was trusted before. */
export function rootRollback(known: number, offered: number): Refusal {
  return new Refusal('rollback', 'The versions of the root are fewer than were trusted here before.', {
    subject: 'trust/root',
    expected: `version ${known}`,
    found: `version ${offered}`,
  });
}

function nameOf(version: number): string {
  return `root/${version}.json`;
}
