import { Injectable } from '@nestjs/common';
import type { Digest } from '@iceos/core/digest';
import type { ServedManifest } from '../registry.types.js';

const KEPT = 512;

/**
 * Manifests read lately, by org and digest: they never change under their digest. What an org may read does change, by a
 * retirement or a changed visibility, so entries go with it, and after a while in any case.
 */
@Injectable()
export class ManifestCache {
  private readonly entries = new Map<string, { readonly manifest: ServedManifest; readonly until: number }>();

  get(org: string, digest: Digest): ServedManifest | undefined {
    const entry = this.entries.get(`${org} ${digest}`);
    return entry && entry.until > Date.now() ? entry.manifest : undefined;
  }

  set(org: string, manifest: ServedManifest): void {
    if (this.entries.size >= KEPT) this.entries.delete(this.entries.keys().next().value as string);
    this.entries.set(`${org} ${manifest.digest}`, { manifest, until: Date.now() + LIFETIME_MS });
  }

  clear(): void {
    this.entries.clear();
  }
}

/** How long another process may go on serving a manifest that was retired here. */
const LIFETIME_MS = 5000;
