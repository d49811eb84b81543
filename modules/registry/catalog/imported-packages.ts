import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { digestOf, type Digest } from '@iceos/core/digest';
import { REGISTRY_EVIDENCE } from '@iceos/core/evidence';
import type { Manifest } from '@iceos/core/manifest';
import { parseVersion } from '@iceos/core/names';
import { refuseExpired, requireListedRoot } from '@iceos/core/trust';
import { LoadGate } from '@iceos/runtime/gate';
import { LogMemory } from '@iceos/runtime/log-memory';
import { PackageFolder } from '@iceos/runtime/package-folder';
import { TrustFolder } from '@iceos/runtime/trust-folder';
import { AppConfig } from '../../../src/config/app-config.js';
import type { VerifiedPackage } from './local-catalog.js';

/** A package that `ice bundle import` brought, not judged yet. */
export interface ImportedPackage {
  /** File of its manifest. */
  readonly path: string;
  /** Has the load gate judge it; throws the `Refusal`. */
  open(): { readonly manifest: Manifest; readonly verified: VerifiedPackage };
}

/**
 * What was imported from other registries, in `<data dir>/imports/<root>`, each judged under the root that it came with,
 * which lies in `<data dir>/roots/<root>` (docs/spec/trust.md 4.7). An operator names the roots that may bring anything
 * with ICE_TRUST_ROOTS.
 */
@Injectable()
export class ImportedPackages {
  constructor(private readonly config: AppConfig) {}

  /** Every imported package, root by root, in the order of their digests. */
  async *all(): AsyncGenerator<ImportedPackage> {
    const folder = join(this.config.dataDir, 'imports');
    for (const root of existsSync(folder) ? (await readdir(folder)).toSorted() : [])
      yield* this.underRoot(root);
  }

  private async *underRoot(root: string): AsyncGenerator<ImportedPackage> {
    const { dataDir } = this.config;
    const packages = new PackageFolder(join(dataDir, 'imports', root));
    const digests = await packages.list();
    let gate: LoadGate;
    try {
      gate = await this.gateFor(join(dataDir, 'roots', root));
    } catch (error) {
      // Nothing of this root can be judged: each of its packages is refused for that reason.
      for (const digest of digests)
        yield {
          path: packages.manifestPath(digest),
          open: () => {
            throw error;
          },
        };
      return;
    }
    for (const digest of digests) yield await openPackage(gate, packages, digest);
  }

  private async gateFor(folder: string): Promise<LoadGate> {
    const { build, evidence, grants, sandbox, trustRoots } = this.config;
    const roots = new TrustFolder(folder);
    const trust = await roots.read();
    requireListedRoot(trustRoots, trust.rootId, digestOf((await roots.roots())[0] ?? new Uint8Array()));
    return new LoadGate({
      trust: () => {
        refuseExpired(trust, Date.now());
        return trust;
      },
      evidence: () => ({ now: new Date(), ...evidence }),
      memory: await LogMemory.open(folder),
      policy: {
        iceosVersion: parseVersion(build.version),
        virtualWasi: sandbox.virtualWasi,
        ...(grants.interfaces ? { grantedInterfaces: grants.interfaces } : {}),
      },
    });
  }
}

async function openPackage(
  gate: LoadGate,
  packages: PackageFolder,
  digest: Digest,
): Promise<ImportedPackage> {
  const path = packages.manifestPath(digest);
  const bytes = await packages.manifest(digest);
  const document = await packages.evidence(digest);
  const evidence = { wanted: digest, expected: REGISTRY_EVIDENCE, ...(document ? { document } : {}) };
  const admit = () => gate.admit(bytes ?? new Uint8Array(), evidence);
  return {
    path,
    open: () => ({
      manifest: admit().manifest,
      verified: { gate, admit, read: (_path, wanted) => packages.blobs.read(wanted) },
    }),
  };
}
