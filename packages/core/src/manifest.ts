import { canonicalBytes, parseCanonical } from './canonical.js';
import { digestOf, parseDigest, type Digest } from './digest.js';
import type { Finding } from './errors.js';
import type { Manifest } from './generated/plugins.v0.js';
import { findingsInManifest } from './manifest/findings.js';

export type {
  Manifest,
  ManifestComponent,
  ManifestFile,
  Permission,
  Example,
} from './generated/plugins.v0.js';

/** Largest manifest that is read, in bytes (docs/spec/trust.md 1.3). */
export const MAX_MANIFEST_BYTES = 256 * 1024;

export interface ParsedManifest {
  readonly manifest: Manifest;
  /** Canonical bytes of the signed view: the document without `signature` and `evidence` (docs/spec/trust.md 1.2). */
  readonly view: Uint8Array;
  /** SHA-256 of the signed view: the manifest digest, and the second half of the signed message. */
  readonly digest: Digest;
}

export type ManifestCode = 'manifest-too-large' | 'manifest-not-canonical' | 'manifest-invalid';

export type ManifestResult =
  | { readonly ok: true; readonly value: ParsedManifest }
  | {
      readonly ok: false;
      readonly code: ManifestCode;
      readonly detail: string;
      readonly findings: readonly Finding[];
    };

/**
 * Reads manifest `bytes` as they are signed, stored and served: canonical JSON that fits the plugins.v0 schema and the
 * rules no schema can say. Compares and repairs nothing; never throws. The signature is not looked at: that is the gate's.
 */
export function parseManifest(bytes: Uint8Array): ManifestResult {
  const gate = parseCanonical(bytes, { maxBytes: MAX_MANIFEST_BYTES });
  if (!gate.ok) {
    const code = gate.code === 'too-large' ? 'manifest-too-large' : 'manifest-not-canonical';
    return {
      ok: false,
      code,
      detail: gate.detail,
      findings: [{ code: gate.code, pointer: '', detail: gate.detail, severity: 'error' }],
    };
  }
  return checkManifest(gate.value);
}

/** The rules of a manifest for a value that is JSON already: what authoring tools call before they sign. Never throws. */
export function checkManifest(value: unknown): ManifestResult {
  const findings = findingsInManifest(value);
  if (findings.length > 0) {
    const more = findings.length === 1 ? '' : `, and ${findings.length - 1} more`;
    return { ok: false, code: 'manifest-invalid', detail: `${findings[0]?.detail}${more}`, findings };
  }
  const manifest = value as Manifest;
  const view = signedView(manifest);
  return { ok: true, value: { manifest, view, digest: digestOf(view) } };
}

/** Canonical bytes of `manifest` without exactly `signature` and `evidence` (docs/spec/trust.md 1.2). */
export function signedView(manifest: Manifest): Uint8Array {
  const { signature: _signature, evidence: _evidence, ...view } = manifest;
  return canonicalBytes(view);
}

/** Digest that `manifest` declares for the file at `path`, or undefined when it declares no such file. */
export function declaredDigest(manifest: Manifest, path: string): Digest | undefined {
  return parseDigest(manifest.files?.find((file) => file.path === path)?.sha256);
}
