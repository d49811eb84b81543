import { Injectable } from '@nestjs/common';
import { CodedError } from '@iceos/core/errors';
import { parseDigest, type Digest } from '@iceos/core/digest';
import { Refusal } from '@iceos/core/refusal';
import { LoadGate } from '@iceos/runtime/gate';
import { Database } from '../../../src/database/database.js';
import { LocalCatalog } from '../catalog/local-catalog.js';
import type { LocalComponent } from '../catalog/local-component.js';
import type { PackageVersion } from '../registry.types.js';
import { VersionsRepository } from '../store/versions.repository.js';
import { AdmitPublished } from './admit-published.js';

/** What the load gate says about one package or manifest now. */
export interface Review {
  /** Coordinates, or the file of a manifest. */
  readonly subject: string;
  readonly components: readonly string[];
  readonly verdict: 'verified' | 'dynamic' | 'refused';
  /** Name of the key that signed it. */
  readonly key: string | undefined;
  readonly error: CodedError | undefined;
}

const MOST = 500;

/** Asks the load gate about the newest version of every package that `org` may use, and about the local manifests. */
@Injectable()
export class ReviewPackages {
  constructor(
    private readonly database: Database,
    private readonly versions: VersionsRepository,
    private readonly gate: LoadGate,
    private readonly catalog: LocalCatalog,
    private readonly published: AdmitPublished,
  ) {}

  async execute(org: string): Promise<Review[]> {
    const packages = await this.database.read((tx) => this.versions.listPackages(tx, org, MOST, undefined));
    const published = await Promise.all(packages.reverse().map((version) => this.review(org, version)));
    return [...published, ...(await this.local())];
  }

  private async review(org: string, version: PackageVersion): Promise<Review> {
    const subject = `${version.namespace}/${version.name}@${version.version}`;
    try {
      const digest = parseDigest(version.manifestDigest) as Digest;
      const { admitted } = await this.published.execute(org, digest);
      const components = admitted.manifest.components.map(
        ({ name }) => this.gate.inspect(admitted, name).name,
      );
      return { subject, components, verdict: 'verified', key: admitted.key.name, error: undefined };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { subject, components: [], verdict: 'refused', key: undefined, error };
    }
  }

  private async local(): Promise<Review[]> {
    const { verified, dynamic, refused } = await this.catalog.report();
    return [
      ...verified.map(reviewLocal),
      ...dynamic.map(({ path, name }): Review => ({
        subject: path,
        components: [name],
        verdict: 'dynamic',
        key: undefined,
        error: undefined,
      })),
      ...refused.map(({ path, error }): Review => ({
        subject: path,
        components: [],
        verdict: 'refused',
        key: undefined,
        error,
      })),
    ];
  }
}

function reviewLocal({ path, name, verified }: LocalComponent): Review {
  try {
    const key = verified?.admit().key.name;
    return { subject: path, components: [name], verdict: 'verified', key, error: undefined };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { subject: path, components: [name], verdict: 'refused', key: undefined, error };
  }
}
