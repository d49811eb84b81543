import { digestOf, type Digest } from '@iceos/core/digest';
import {
  admitBytes,
  admitComponent,
  admitManifest,
  type AdmittedComponent,
  type AdmittedManifest,
  type EvidenceTerms,
  type GatePolicy,
  type ManifestEvidence,
} from '@iceos/core/gate';
import { declaredDigest } from '@iceos/core/manifest';
import { Refusal } from '@iceos/core/refusal';
import type { SignatureVerdicts } from '@iceos/core/signature';
import type { TrustSnapshot } from '@iceos/core/trust';
import { LruMap } from './gate/lru-map.js';
import { SignatureCache } from './gate/signature-cache.js';

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
    { readonly admitted: AdmittedManifest; readonly trust: TrustSnapshot }
  >(MANIFESTS_KEPT);

  constructor(private readonly options: LoadGateOptions) {
    this.signatures = new SignatureCache(options.onDisagreement);
  }

  /**
   * Judges a manifest; throws the `Refusal`. A verdict is kept in memory for these very bytes and this very trust snapshot:
   * another snapshot means another judgement, of which only the signature check is remembered (docs/spec/trust.md 2.5).
   * What depends on a clock or on what the log showed last is judged anew each time.
   */
  admit(bytes: Uint8Array, evidence: ManifestEvidence = {}): AdmittedManifest {
    const trust = this.options.trust();
    const terms = this.options.evidence?.();
    if (evidence.document || terms)
      return admitManifest(bytes, evidence, trust, this.signatures.verify, terms);
    const id = `${digestOf(bytes)} ${evidence.sequence ?? '-'}`;
    const known = this.manifests.get(id);
    if (known?.trust === trust) return known.admitted;
    const admitted = admitManifest(bytes, evidence, trust, this.signatures.verify);
    this.manifests.set(id, { admitted, trust });
    return admitted;
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
