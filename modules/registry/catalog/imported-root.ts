import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { digestOf, type Digest } from '@iceos/core/digest';
import { REGISTRY_EVIDENCE } from '@iceos/core/evidence';
import { parseManifest, type Manifest } from '@iceos/core/manifest';
import { parseVersion } from '@iceos/core/names';
import { Refusal } from '@iceos/core/refusal';
import { verifySignature } from '@iceos/core/signature';
import {
  openTrust,
  refuseExpired,
  requireExtension,
  requireListedRoot,
  type TrustDocuments,
  type TrustSnapshot,
} from '@iceos/core/trust';
import { LoadGate } from '@iceos/runtime/gate';
import { LogMemory } from '@iceos/runtime/log-memory';
import { PackageFolder } from '@iceos/runtime/package-folder';
import { TrustFolder } from '@iceos/runtime/trust-folder';
import type { AppConfig } from '../../../src/config/app-config.js';
import type { VerifiedPackage } from './local-component.js';

/** A package that `ice bundle import` brought, not judged yet. */
export interface ImportedPackage {
  /** File of its manifest. */
  readonly path: string;
  /** Has the load gate judge it; throws the `Refusal`. */
  open(): { readonly manifest: Manifest; readonly verified: VerifiedPackage };
  /** Names of the components it says it has, bare and after its namespace. Not verified: good for messages only. */
  names(): readonly string[];
}

/** What is trusted of a root, and what judges by it. */
interface Trusted {
  readonly documents: TrustDocuments;
  readonly trust: TrustSnapshot;
  readonly memory: LogMemory;
}

/** Manifest and evidence as they were read last, or why they could not be. */
type PackageBytes =
  { readonly manifest: Uint8Array; readonly document: Uint8Array | undefined } | { readonly fault: unknown };

/**
 * A root in `<data dir>/roots/<name>` with what was imported under it, in `<data dir>/imports/<name>`. What another process
 * brings while this one runs is read again when its files changed, and what is trusted only ever goes forward: an older list
 * of keys, or another root, leaves the one at hand in force (docs/spec/trust.md 3.4).
 */
export class ImportedRoot {
  private readonly logger = new Logger('registry');
  private readonly folder: string;
  private readonly packages: PackageFolder;
  private readonly read = new Map<Digest, PackageBytes>();
  private readonly gate: LoadGate;
  private stamp: string | undefined;
  private trusted: Trusted | undefined;
  /** Why nothing of this root can be judged. */
  private fault: unknown;

  constructor(
    private readonly config: AppConfig,
    name: string,
  ) {
    this.folder = join(config.dataDir, 'roots', name);
    this.packages = new PackageFolder(join(config.dataDir, 'imports', name));
    this.gate = this.makeGate();
  }

  /** Every package of the root, in the order of their digests, when anything of it changed since the last time; else none. */
  async changed(): Promise<ImportedPackage[]> {
    const stamp = await this.stampOfFiles();
    if (stamp === this.stamp) return [];
    this.stamp = stamp;
    await this.takeUpTrust();
    const digests = await this.packages.list();
    for (const digest of digests) this.read.set(digest, await this.bytesOf(digest));
    return digests.map((digest) => this.imported(digest));
  }

  private async bytesOf(digest: Digest): Promise<PackageBytes> {
    try {
      const manifest = (await this.packages.manifest(digest)) ?? new Uint8Array();
      return { manifest, document: await this.packages.evidence(digest) };
    } catch (fault) {
      return { fault };
    }
  }

  private imported(digest: Digest): ImportedPackage {
    const admit = () => {
      const bytes = this.read.get(digest) as PackageBytes;
      if ('fault' in bytes) throw bytes.fault;
      const { manifest, document } = bytes;
      const evidence = { wanted: digest, expected: REGISTRY_EVIDENCE, ...(document ? { document } : {}) };
      return this.gate.admit(manifest, evidence);
    };
    const read: VerifiedPackage['read'] = (_path, wanted) => this.packages.blobs.read(wanted);
    const open = () => ({ manifest: admit().manifest, verified: { gate: this.gate, admit, read } });
    return { path: this.packages.manifestPath(digest), open, names: () => this.namesIn(digest) };
  }

  private namesIn(digest: Digest): string[] {
    const bytes = this.read.get(digest);
    const parsed = parseManifest(bytes && 'manifest' in bytes ? bytes.manifest : new Uint8Array());
    if (!parsed.ok) return [];
    const { namespace, components } = parsed.value.manifest;
    return components.flatMap(({ name }) => [name, `${namespace}/${name}`]);
  }

  /** Trusts what the folder says now, unless it says less than what is trusted. */
  private async takeUpTrust(): Promise<void> {
    try {
      const documents = await new TrustFolder(this.folder).documents();
      const trust = openTrust(documents, verifySignature);
      const [first = new Uint8Array()] = documents.roots;
      requireListedRoot(this.config.trustRoots, trust.rootId, digestOf(first));
      if (this.trusted) requireNewer(this.trusted, documents, trust);
      const memory = this.trusted?.memory ?? (await LogMemory.open(this.folder));
      await memory.refresh();
      const before = this.trusted?.trust;
      this.trusted = { documents, trust, memory };
      if (before && trust.sequence > before.sequence)
        this.logger.log(`the keys of ${trust.rootId} are those of sequence ${trust.sequence} from now on`);
    } catch (error) {
      this.fault = error;
      if (!this.trusted) return;
      const why = error instanceof Error ? error.message : String(error);
      this.logger.error(`${this.folder} is not taken up, what was trusted of it stays in force: ${why}`);
    }
  }

  private makeGate(): LoadGate {
    const { build, evidence, grants, sandbox } = this.config;
    const trusted = () => {
      if (!this.trusted) throw this.fault;
      return this.trusted;
    };
    return new LoadGate({
      trust: () => {
        const { trust } = trusted();
        refuseExpired(trust, Date.now());
        return trust;
      },
      evidence: () => {
        const { remembered } = trusted().memory;
        return { now: new Date(), ...evidence, ...(remembered ? { remembered } : {}) };
      },
      policy: {
        iceosVersion: parseVersion(build.version),
        virtualWasi: sandbox.virtualWasi,
        ...(grants.interfaces ? { grantedInterfaces: grants.interfaces } : {}),
      },
    });
  }

  /** Another one whenever a file was written: each is put in its place under a new inode, which changes its folder too. */
  private async stampOfFiles(): Promise<string> {
    const paths = [
      ...['root', 'keys.json', 'log-head.json'].map((name) => join(this.folder, name)),
      ...this.packages.folders,
    ];
    const stamps = paths.map(async (path) => {
      const { ino, ctimeNs, size } = await stat(path, { bigint: true });
      return `${ino} ${ctimeNs} ${size}`;
    });
    const settled = await Promise.allSettled(stamps);
    return settled.map((one) => (one.status === 'fulfilled' ? one.value : 'none')).join();
  }
}

/** What is trusted never says less than before (docs/spec/trust.md 3.2). */
function requireNewer(known: Trusted, documents: TrustDocuments, { sequence }: TrustSnapshot): void {
  requireExtension(known.documents.roots, documents.roots);
  if (sequence >= known.trust.sequence) return;
  throw new Refusal('rollback', 'The list of keys is older than the one that is in force.', {
    subject: 'keys.json',
    expected: `sequence ${known.trust.sequence} or later`,
    found: `sequence ${sequence}`,
  });
}
