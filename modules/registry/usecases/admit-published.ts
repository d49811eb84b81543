import { Injectable } from '@nestjs/common';
import { canonicalBytes } from '@iceos/core/canonical';
import type { Digest } from '@iceos/core/digest';
import { REGISTRY_EVIDENCE } from '@iceos/core/evidence';
import { wantsNewerKeys, type AdmittedManifest } from '@iceos/core/gate';
import type { Tile } from '@iceos/core/log';
import { LoadGate } from '@iceos/runtime/gate';
import { Database } from '../../../src/database/database.js';
import { LogService } from '../../signing/log.service.js';
import { SigningService } from '../../signing/signing.service.js';
import { ReadPublished } from './read-published.js';

export interface AdmittedVersion {
  readonly admitted: AdmittedManifest;
  /** Index of its record in the log, as its evidence proves it. */
  readonly sequence: number;
}

/** How long evidence is used before newer is asked for; a revocation does not wait for it. */
const LIFETIME_MS = 60_000;
const KEPT = 512;

/**
 * Asks the load gate about a published manifest, with the evidence that the log has it: what the database says by itself
 * loads nothing (docs/spec/trust.md 4). Every checkpoint that evidence stands under must continue the ones that were met
 * before in this data directory.
 */
@Injectable()
export class AdmitPublished {
  private readonly kept = new Map<Digest, { readonly document: Uint8Array; readonly until: number }>();

  constructor(
    private readonly database: Database,
    private readonly published: ReadPublished,
    private readonly log: LogService,
    private readonly signing: SigningService,
    private readonly gate: LoadGate,
  ) {}

  /** The manifest as it is judged now; throws `version-not-found` or the `Refusal`. */
  async execute(org: string, digest: Digest): Promise<AdmittedVersion> {
    const { bytes, sequence } = await this.published.manifest(org, digest);
    const document = await this.evidence(org, digest);
    const evidence = { wanted: digest, document, expected: REGISTRY_EVIDENCE };
    const admit = () => this.gate.admitNewest(bytes, evidence, this.tile);
    const admitted = await admit().catch(async (error: unknown) => {
      if (!wantsNewerKeys(error)) throw error;
      // Another process signed a newer list of keys, which this one has not read yet.
      await this.signing.refresh();
      return admit();
    });
    return { admitted, sequence: admitted.proved?.index ?? sequence };
  }

  private readonly tile = (tile: Tile): Promise<Uint8Array> =>
    this.database.read((tx) => this.log.tiles(tx)(tile));

  private async evidence(org: string, digest: Digest): Promise<Uint8Array> {
    const known = this.kept.get(digest);
    if (known && known.until > Date.now()) return known.document;
    const document = canonicalBytes(await this.published.evidence(org, digest));
    if (this.kept.size >= KEPT) this.kept.delete(this.kept.keys().next().value as Digest);
    this.kept.delete(digest);
    this.kept.set(digest, { document, until: Date.now() + LIFETIME_MS });
    return document;
  }
}
