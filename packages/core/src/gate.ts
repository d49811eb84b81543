import type { Digest } from './digest.js';
import {
  judgeEvidence,
  KEYS_SUBJECT,
  proveEvidence,
  type EvidenceDemands,
  type EvidenceKind,
  type FreshnessGrade,
  type ProvedEvidence,
} from './evidence.js';
import { componentSchemas } from './gate/schemas.js';
import { refuseRevoked, requireSignatures, trustedKey } from './gate/signers.js';
import {
  declaredDigest,
  parseManifest,
  type Manifest,
  type ManifestComponent,
  type ParsedManifest,
  type Permission,
} from './manifest.js';
import { parseVersion, type ComponentType, type Version } from './names.js';
import { Refusal } from './refusal.js';
import { compareVersions } from './semver.js';
import { HOST_INTERFACES, type HostInterfaceName } from './world.js';
import type { TrustSnapshot, TrustedKey, VerifySignature } from './trust.js';
import { WASI_PERMISSION } from './wasi.js';

export { componentSchemas } from './gate/schemas.js';

/**
 * The verdict of the load gate: may these bytes run here? (docs/spec/trust.md 5). Pure: it is given the bytes, what is
 * trusted and the cluster's policy, and answers with what is admitted or throws the `Refusal`. There is no way to switch
 * it off; the runtime's gate (`@iceos/runtime/gate`) is the one place that calls it.
 */

const HOST_PACKAGE = 'iceos:host/';

export interface GatePolicy {
  /** Version of this iceOS, compared with `iceos_min`. */
  readonly iceosVersion: Version;
  /** Host interfaces this cluster grants, or undefined for every one it has. */
  readonly grantedInterfaces?: ReadonlySet<string>;
  /** Ports of the sandbox that have an owner here (docs/spec/sandbox.md 14). */
  readonly ports?: ReadonlySet<HostInterfaceName>;
  /** Whether components may have the empty, virtual WASI; by default none may. */
  readonly virtualWasi?: boolean;
}

export interface ManifestEvidence {
  /** Digest of the manifest that is asked for; another one is refused, however well signed it is. */
  readonly wanted?: Digest;
  /**
   * Publish sequence of the accepted version, where the registry's record is at hand (docs/spec/trust.md 3.3). What a
   * document proves replaces it.
   */
  readonly sequence?: number;
  /** The evidence document of the version (docs/spec/trust.md 4). */
  readonly document?: Uint8Array;
  /** Kinds that there always are where the manifest comes from, so that one which is not there was taken away. */
  readonly expected?: readonly EvidenceKind[];
  /** The version is only being published: there is no evidence yet, and none is asked for. */
  readonly unpublished?: true;
}

/** What a cluster asks of evidence, and by which clock and which memory of the log it judges it. */
export interface EvidenceTerms extends Pick<EvidenceDemands, 'now' | 'freshness' | 'remembered'> {
  /** Kinds that every manifest needs here, whatever it asks for itself. */
  readonly required?: readonly EvidenceKind[];
}

/** Without a clock nothing is fresh. */
const NO_TERMS: EvidenceTerms = { now: new Date(0) };

/** A manifest whose signature, key and standing were accepted, and what its evidence proved. */
export interface ProvedManifest extends ParsedManifest {
  readonly key: TrustedKey;
  readonly coordinates: { readonly namespace: string; readonly name: string; readonly version: string };
  /** What its evidence proved; undefined where there was none. */
  readonly proved?: ProvedEvidence;
}

/** A manifest that may be used now. */
export interface AdmittedManifest extends ProvedManifest {
  /** How old what is known about it is; `unknown` without evidence (docs/spec/trust.md 4.6). */
  readonly grade: FreshnessGrade;
}

/** What may be loaded for one component: the digest its bytes must have, and what it may do. */
export interface AdmittedComponent {
  readonly nodeType: ComponentType;
  readonly name: string;
  readonly version: string;
  readonly coordinates: AdmittedManifest['coordinates'];
  readonly path: string;
  readonly digest: Digest;
  readonly size: number;
  /** World of the WASM component; undefined for documents. */
  readonly world: string | undefined;
  readonly permissions: readonly Permission[];
  readonly limits: NonNullable<ManifestComponent['limits']>;
  readonly inputSchema: Record<string, unknown>;
  readonly outputSchema: Record<string, unknown>;
  readonly deprecated: ManifestComponent['deprecated'];
  /** In US dollars, as its author says. */
  readonly costEstimate: ManifestComponent['cost_estimate'];
  readonly manifestDigest: Digest;
  readonly keyFingerprint: Digest;
}

/** Judges the manifest as a whole. Throws a `Refusal` of the stages `manifest` and `gate`. */
export function admitManifest(
  bytes: Uint8Array,
  evidence: ManifestEvidence,
  trust: TrustSnapshot,
  verify: VerifySignature,
  terms?: EvidenceTerms,
): AdmittedManifest {
  return admitNow(proveManifest(bytes, evidence, trust, verify), evidence, terms);
}

/** The part of the judgement that no clock and no memory has a part in: the same for the same bytes, evidence and trust. */
export function proveManifest(
  bytes: Uint8Array,
  { wanted, sequence, document }: Pick<ManifestEvidence, 'wanted' | 'sequence' | 'document'>,
  trust: TrustSnapshot,
  verify: VerifySignature,
): ProvedManifest {
  const parsed = parseManifest(bytes);
  if (!parsed.ok)
    throw new Refusal(parsed.code, parsed.detail, { subject: 'manifest', findings: parsed.findings });
  const { manifest } = parsed.value;
  const coordinates = coordinatesOf(manifest);
  const subject = labelOf(coordinates);
  if (wanted !== undefined) admitBytes(subject, wanted, parsed.value.digest);
  const claimed = { ...parsed.value, subject, trust, sequence };
  trustedKey(claimed);
  const proved = document && prove(parsed.value, coordinates, document, { trust, verify });
  // From here on the index that was proved counts, not the one that was claimed.
  const signed = proved ? { ...claimed, sequence: proved.index } : claimed;
  const key = trustedKey(signed);
  refuseRevoked(signed, key);
  requireSignatures(signed, key, verify);
  if (manifest.registry !== trust.rootId) {
    throw new Refusal('policy-refused', `${subject} was published under another root.`, {
      subject,
      expected: trust.rootId,
      found: String(manifest.registry),
    });
  }
  return { ...parsed.value, key, coordinates, ...(proved ? { proved } : {}) };
}

/**
 * The part that depends on the moment. What the manifest and the cluster ask for must have been proved, so that taking the
 * evidence away helps nobody (docs/spec/trust.md 4.5).
 */
export function admitNow(
  manifest: ProvedManifest,
  { expected = [], unpublished }: Pick<ManifestEvidence, 'expected' | 'unpublished'>,
  terms: EvidenceTerms = NO_TERMS,
): AdmittedManifest {
  if (unpublished) return { ...manifest, grade: 'unknown' };
  const required = [...(manifest.manifest.required_evidence ?? []), ...expected, ...(terms.required ?? [])];
  const grade = judgeEvidence(manifest.proved, { ...terms, required }, labelOf(manifest.coordinates));
  return { ...manifest, grade };
}

/**
 * Whether a refusal may be lifted by a newer list of keys: the log names one, or a key is not in the one at hand. Whoever can
 * fetch it does so once, and judges again.
 */
export function wantsNewerKeys(error: unknown): boolean {
  if (!(error instanceof Refusal)) return false;
  return error.code === 'key-unknown' || (error.code === 'rollback' && error.subject === KEYS_SUBJECT);
}

/** Judges one component of an admitted manifest. Throws a `Refusal` of the stage `gate`. */
export function admitComponent(
  admitted: AdmittedManifest,
  name: string,
  policy: GatePolicy,
): AdmittedComponent {
  const { manifest, coordinates } = admitted;
  const component = manifest.components.find((candidate) => candidate.name === name);
  const subject = `${coordinates.namespace}/${name}`;
  if (!component) throw new Refusal('component-dynamic', `The manifest does not list ${name}.`, { subject });
  const path = component.wasm?.path ?? component.document?.path;
  const digest = path === undefined ? undefined : declaredDigest(manifest, path);
  if (path === undefined || digest === undefined)
    throw new Refusal('file-undeclared', `The manifest lists no file for ${name}.`, { subject });
  refuseTooNew(component, policy, subject);
  const permissions = component.permissions ?? [];
  refuseUngranted(permissions, policy, subject);
  return {
    nodeType: component.node_type,
    name,
    version: component.version ?? coordinates.version,
    coordinates,
    path,
    digest,
    size: manifest.files?.find((file) => file.path === path)?.size ?? 0,
    world: component.wasm?.world,
    permissions,
    limits: component.limits ?? {},
    ...componentSchemas(manifest, component),
    deprecated: component.deprecated,
    costEstimate: component.cost_estimate,
    manifestDigest: admitted.digest,
    keyFingerprint: admitted.key.fingerprint,
  };
}

/**
 * Refuses a permission that this host cannot give, or that its operator does not (docs/spec/sandbox.md 4, 14). An interface
 * that nothing implements yet is refused here, so that no component is started that would stop at its first call.
 */
export function refuseUngranted(
  permissions: readonly Permission[],
  { grantedInterfaces, ports, virtualWasi }: Pick<GatePolicy, 'grantedInterfaces' | 'ports' | 'virtualWasi'>,
  subject: string,
): void {
  for (const { interface: name, version } of permissions) {
    const known = HOST_INTERFACES.get(`${name}@${version}`);
    const unknown = name.startsWith(HOST_PACKAGE) && (!known || (known.port && !ports?.has(known.name)));
    const granted =
      name === WASI_PERMISSION.interface ? virtualWasi : !grantedInterfaces || grantedInterfaces.has(name);
    if (!unknown && granted) continue;
    const why = unknown
      ? `${name}@${version}, which this iceOS does not have`
      : `${name}, which this cluster does not grant`;
    throw new Refusal('permission-not-granted', `${subject} needs ${why}.`, { subject, expected: name });
  }
}

/** Refuses unless the bytes at hand, whose digest is `found`, are the ones the manifest lists. */
export function admitBytes(subject: string, expected: Digest, found: Digest): void {
  if (expected !== found)
    throw new Refusal('digest-mismatch', `${subject} is not the file that was signed.`, {
      subject,
      expected,
      found,
    });
}

/** Meaning is inside: an admitted manifest says itself what it is (docs/spec/trust.md 1.6). */
function coordinatesOf({
  namespace,
  name,
  version,
  kind,
  artifact,
  registry,
  key_fingerprint,
  files,
}: Manifest): AdmittedManifest['coordinates'] {
  const missing = Object.entries({
    kind,
    namespace,
    name,
    version,
    registry,
    key_fingerprint,
    artifact,
    files,
  }).find(([, value]) => value === undefined);
  if (missing || !namespace || !name || !version) {
    throw new Refusal('manifest-incomplete', `The manifest lacks ${missing?.[0] ?? 'its name'}.`, {
      subject: 'manifest',
      expected: missing?.[0] ?? 'name',
    });
  }
  return { namespace, name, version };
}

function prove(
  { manifest, digest }: ParsedManifest,
  coordinates: AdmittedManifest['coordinates'],
  document: Uint8Array,
  trusted: { readonly trust: TrustSnapshot; readonly verify: VerifySignature },
): ProvedEvidence {
  const used = {
    ...coordinates,
    manifestDigest: digest,
    archiveDigest: manifest.artifact?.sha256 as Digest,
    keyFingerprint: manifest.key_fingerprint as Digest,
  };
  return proveEvidence(document, used, trusted);
}

function labelOf({ namespace, name, version }: AdmittedManifest['coordinates']): string {
  return `${namespace}/${name}@${version}`;
}

function refuseTooNew(component: ManifestComponent, policy: GatePolicy, subject: string): void {
  if (component.iceos_min === undefined) return;
  const minimum = parseVersion(component.iceos_min);
  if (compareVersions(policy.iceosVersion, minimum) < 0) {
    throw new Refusal('iceos-too-old', `${subject} needs iceOS ${minimum}.`, {
      subject,
      expected: minimum,
      found: policy.iceosVersion,
    });
  }
}
