import { digestOf, type Digest } from '@iceos/core/digest';
import {
  admitBytes,
  admitComponent,
  admitNow,
  proveManifest,
  type AdmittedComponent,
  type AdmittedManifest,
  type EvidenceTerms,
  type GatePolicy,
  type ManifestEvidence,
  type ProvedManifest,
} from '@iceos/core/gate';
import { declaredDigest } from '@iceos/core/manifest';
import type { TileReader } from '@iceos/core/log';
import { Refusal } from '@iceos/core/refusal';
import type { SignatureVerdicts } from '@iceos/core/signature';
import type { TrustSnapshot } from '@iceos/core/trust';
import { LruMap } from './gate/lru-map.js';
import { SignatureCache } from './gate/signature-cache.js';
import type { LogMemory } from './log-memory.js';

/** A component that may run, with the very bytes that were judged. */
export interface VerifiedComponent extends AdmittedComponent {
  readonly bytes: Uint8Array;
}

export interface LoadGateOptions {
  /** What is trusted now; asked on every judgement, so that a revocation reaches a warm gate. */
  readonly trust: () => TrustSnapshot;
  readonly policy: GatePolicy;
  /** What is asked of evidence, by which clock and memory; asked on every judgement too. */
  readonly evidence?: () => EvidenceTerms;
  /** What the log showed before; without it every checkpoint is as good as another. */
  readonly memory?: LogMemory;
  /** Told when the two verifiers disagree; the signature is refused all the same (docs/spec/trust.md 2.2). */
  readonly onDisagreement?: (
    input: { publicKey: Uint8Array; message: Uint8Array; signature: Uint8Array },
    verdicts: SignatureVerdicts,
  ) => void;
}

const MANIFESTS_KEPT = 256;

/**
 * The load gate: the one place that answers "may these bytes run here?". It judges a manifest from its bytes, a component
 * from the manifest, and the component's bytes by hashing the ones it hands over. There is no way around it and no switch.
 */
export class LoadGate {
  private readonly signatures: SignatureCache;
  private readonly manifests = new LruMap<
    string,
    { readonly proved: ProvedManifest; readonly trust: TrustSnapshot }
  >(MANIFESTS_KEPT);

  constructor(private readonly options: LoadGateOptions) {
    this.signatures = new SignatureCache(options.onDisagreement);
  }

  /**
   * Judges a manifest; throws the `Refusal`. What was proved is kept in memory for these very bytes, this evidence and this
   * trust snapshot: another snapshot means another proof, of which only the signature check is remembered
   * (docs/spec/trust.md 2.5). What depends on a clock or on what the log showed last is judged each time.
   */
  admit(bytes: Uint8Array, evidence: ManifestEvidence = {}): AdmittedManifest {
    return admitNow(this.prove(bytes, evidence), evidence, this.terms());
  }

  /**
   * As `admit`, for evidence under a checkpoint that may be new here: it is first shown, out of `tiles` of its tree, to
   * continue what the log showed before, and remembered (docs/spec/trust.md 4.6).
   */
  async admitNewest(
    bytes: Uint8Array,
    evidence: ManifestEvidence,
    tiles: TileReader,
  ): Promise<AdmittedManifest> {
    const manifest = this.prove(bytes, evidence);
    const { proved, coordinates } = manifest;
    const subject = `${coordinates.namespace}/${coordinates.name}@${coordinates.version}`;
    if (proved) await this.options.memory?.meet(proved, tiles, subject);
    return admitNow(manifest, evidence, this.terms());
  }

  private terms(): EvidenceTerms {
    const { evidence, memory } = this.options;
    const remembered = memory?.remembered;
    return { ...(evidence?.() ?? { now: new Date() }), ...(remembered ? { remembered } : {}) };
  }

  private prove(bytes: Uint8Array, evidence: ManifestEvidence): ProvedManifest {
    const trust = this.options.trust();
    const { document, sequence, wanted = '-' } = evidence;
    const id = `${digestOf(bytes)} ${wanted} ${document ? digestOf(document) : (sequence ?? '-')}`;
    const known = this.manifests.get(id);
    if (known?.trust === trust) return known.proved;
    const proved = proveManifest(bytes, evidence, trust, this.signatures.verify);
    this.manifests.set(id, { proved, trust });
    return proved;
  }

  /** Judges one component of an admitted manifest, not yet its bytes; throws the `Refusal`. */
  inspect(manifest: AdmittedManifest, name: string): AdmittedComponent {
    return admitComponent(manifest, name, this.options.policy);
  }

  /** Judges a component and its bytes, which `read` fetches by digest; throws the `Refusal`. */
  async load(
    manifest: AdmittedManifest,
    name: string,
    read: (digest: Digest) => Promise<Uint8Array>,
  ): Promise<VerifiedComponent> {
    const component = this.inspect(manifest, name);
    const bytes = await read(component.digest);
    admitBytes(
      `${component.coordinates.namespace}/${name} (${component.path})`,
      component.digest,
      digestOf(bytes),
    );
    return { ...component, bytes };
  }
  /** Judges a file of an admitted manifest that is no component; throws the `Refusal`. */
  async loadFile(
    { manifest, coordinates }: AdmittedManifest,
    path: string,
    read: (digest: Digest) => Promise<Uint8Array>,
  ): Promise<Uint8Array> {
    const digest = declaredDigest(manifest, path);
    const subject = `${coordinates.namespace}/${coordinates.name} (${path})`;
    if (digest === undefined)
      throw new Refusal('file-undeclared', `The manifest does not list ${path}.`, { subject });
    const bytes = await read(digest);
    admitBytes(subject, digest, digestOf(bytes));
    return bytes;
  }
}
