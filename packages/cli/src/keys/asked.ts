import { canonicalBytes, equalBytes } from '@iceos/core/canonical';
import { parseDigest, type Digest } from '@iceos/core/digest';
import { decodeBase64 } from '@iceos/core/encoding';
import { fingerprintOf } from '@iceos/core/keys';
import { parseManifest, type Manifest, type ParsedManifest } from '@iceos/core/manifest';
import { parseNamespace } from '@iceos/core/names';
import type { SigningKey } from '@iceos/core/signing';
import { manifestMessage, statementMessage } from '@iceos/core/statement';
import { oneLine } from '../ui/table.js';

/** That a key may sign for a name space, in the place of another one or beside those that do (docs/spec/trust.md 3.6). */
export interface RotationStatement {
  readonly namespace: string;
  /** Base64 of 32 bytes. */
  readonly public_key: string;
  readonly purpose: 'manifest';
  /** Fingerprint of the key that ends, or null. */
  readonly replaces: string | null;
}

/** How many keys must sign; `after` is the sequence of the change before (docs/spec/trust.md 3.6). */
interface ThresholdStatement {
  readonly namespace: string;
  readonly purpose: 'manifest';
  readonly threshold: number;
  readonly after: number;
}

/** What several keys are asked to sign: a statement about the keys of a name space, or a version of a package. */
export type Asked =
  | { readonly label: 'iceos-key-rotation-v1'; readonly statement: RotationStatement }
  | { readonly label: 'iceos-key-threshold-v1'; readonly statement: ThresholdStatement }
  | { readonly version: ParsedManifest };

/**
 * What is asked, as the members of a document say it; undefined when they ask for nothing that keys sign here. Throws the
 * refusal `name-invalid` for a name space that is none.
 */
export function readAsked(document: Readonly<Record<string, unknown>>): Asked | undefined {
  const { label, statement, manifest } = document;
  if (manifest !== undefined) return readVersion(manifest);
  const said = Object(statement) as Readonly<Record<string, unknown>>;
  if (said.purpose !== 'manifest') return undefined;
  const namespace = parseNamespace(said.namespace);
  if (label === 'iceos-key-rotation-v1') return readRotation(said, namespace);
  return label === 'iceos-key-threshold-v1' ? readThreshold(said, namespace) : undefined;
}

function readRotation(
  { public_key, replaces }: Readonly<Record<string, unknown>>,
  namespace: string,
): Asked | undefined {
  const old = replaces === null ? null : parseDigest(replaces);
  if (typeof public_key !== 'string' || decodeBase64(public_key)?.length !== 32 || old === undefined)
    return undefined;
  const statement = { namespace, public_key, purpose: 'manifest', replaces: old } as const;
  return { label: 'iceos-key-rotation-v1', statement };
}

function readThreshold(
  { threshold, after }: Readonly<Record<string, unknown>>,
  namespace: string,
): Asked | undefined {
  if (!Number.isSafeInteger(threshold) || !Number.isSafeInteger(after)) return undefined;
  const numbers = { threshold: threshold as number, after: after as number };
  return { label: 'iceos-key-threshold-v1', statement: { namespace, purpose: 'manifest', ...numbers } };
}

function readVersion(value: unknown): Asked | undefined {
  const bytes = canonicalOf(value);
  const parsed = bytes && parseManifest(bytes);
  if (!parsed?.ok) return undefined;
  const { namespace, name, version, registry, key_fingerprint, artifact, signature, evidence } =
    parsed.value.manifest;
  const complete = [namespace, name, version, registry, key_fingerprint, artifact].every(
    (member) => member !== undefined,
  );
  return complete && signature === undefined && evidence === undefined
    ? { version: parsed.value }
    : undefined;
}

function canonicalOf(value: unknown): Uint8Array | undefined {
  try {
    return canonicalBytes(value);
  } catch {
    // Lone surrogates: no text that anybody signs.
    return undefined;
  }
}

/** The members of a document that ask for it. */
export function askedMembers(asked: Asked): Readonly<Record<string, unknown>> {
  if ('version' in asked) return { manifest: asked.version.manifest };
  return { label: asked.label, statement: asked.statement };
}

/** What it is that is signed, in words that nobody but this function chooses. */
export function askedText(asked: Asked): string {
  if ('version' in asked) {
    const { manifest, digest } = asked.version;
    return `Publish ${coordinatesOf(manifest)} under the root ${oneLine(String(manifest.registry))}: archive ${archiveOf(manifest)}, manifest ${digest}.`;
  }
  const { namespace } = asked.statement;
  if (asked.label === 'iceos-key-threshold-v1') {
    const { threshold, after } = asked.statement;
    return `Have ${threshold} keys of the name space ${namespace} sign each manifest from now on; the last change was at ${after}.`;
  }
  const { public_key, replaces } = asked.statement;
  const key = fingerprintOf(decodeBase64(public_key) as Uint8Array);
  return replaces === null
    ? `Let the key ${key} sign for the name space ${namespace}.`
    : `Let the key ${key} sign for the name space ${namespace} in the place of ${replaces}, which ends.`;
}

/** The bytes that are signed. */
export function askedMessage(asked: Asked): Uint8Array {
  if ('version' in asked) return manifestMessage(archiveOf(asked.version.manifest), asked.version.digest);
  return statementMessage(asked.label, { ...asked.statement });
}

/** The signature of a key over what is asked; it signs the statements of its purpose and manifests, and nothing else. */
export function signAsked(asked: Asked, key: SigningKey): Uint8Array {
  if ('version' in asked) return key.signManifest(archiveOf(asked.version.manifest), asked.version.digest);
  return key.signStatement(asked.label, { ...asked.statement });
}

export function sameAsked(a: Asked, b: Asked): boolean {
  return equalBytes(askedMessage(a), askedMessage(b));
}

function archiveOf({ artifact }: Manifest): Digest {
  return artifact?.sha256 as Digest;
}

/** Where the archive of a version lies that is to be signed by several: beside the file that asks for it. */
export function archiveBeside(file: string): string {
  return `${file.replace(/\.json$/i, '')}.ice.tgz`;
}

export function coordinatesOf({ namespace, name, version }: Manifest): string {
  return `${namespace}/${name}@${version}`;
}
