import { Injectable } from '@nestjs/common';
import type { Digest } from '@iceos/core/digest';
import type { Envelope } from '@iceos/core/dsse';
import { encodeBase64 } from '@iceos/core/encoding';
import { inclusionProof } from '@iceos/core/log';
import type { Tx } from '../../../src/database/database.js';
import { InstanceRoot } from '../root/instance-root.js';
import { LogRepository } from './log.repository.js';
import { PackageMap } from '@iceos/core/verifiable-map';
import { TileTable } from './tile-table.js';

/** A JSON document, as it was signed or hashed. */
type Document = Readonly<Record<string, unknown>>;

/** What the newest checkpoint says about a package. */
export interface MapAnswer {
  /** The last record of the tree. */
  readonly record: Document;
  /** That it is the last one: hashes in base64, from the leaf up. */
  readonly proof: readonly string[];
  /** The pages of the map from its root to where the package is, or would be. */
  readonly pages: readonly Document[];
}

/** Everything that shows, without a network, that the registry accepted a version, and how it stands (docs/spec/trust.md 4). */
export interface Evidence {
  readonly schema_version: 'evidence.v0';
  readonly registry: string;
  readonly record: Document;
  readonly inclusion: { readonly index: number; readonly size: number; readonly proof: readonly string[] };
  readonly checkpoint: string;
  readonly snapshot: MapAnswer;
  readonly statements: readonly Envelope[];
}

/** Makes proofs out of the newest checkpoint, its tiles and its map. */
@Injectable()
export class Prove {
  constructor(
    private readonly log: LogRepository,
    private readonly root: InstanceRoot,
  ) {}

  /** The evidence of the version recorded at `index`, or undefined while no checkpoint has it. */
  async version(tx: Tx, index: number, place: string, manifest: Digest): Promise<Evidence | undefined> {
    const newest = await this.log.newestCheckpoint(tx);
    const record = await this.log.recordAt(tx, index);
    if (!newest || !record || index >= newest.size) return undefined;
    const { size, note, mapRoot } = newest;
    const statements = await this.log.statements(tx, manifest);
    return {
      schema_version: 'evidence.v0',
      registry: await this.root.id(tx),
      record: documentOf(record.bytes),
      inclusion: { index, size, proof: await this.inclusion(tx, index, size) },
      checkpoint: new TextDecoder().decode(note),
      snapshot: await this.answer(tx, size, mapRoot, place),
      statements: statements.map((bytes) => documentOf(bytes) as unknown as Envelope),
    };
  }

  private async answer(tx: Tx, size: number, mapRoot: Digest, place: string): Promise<MapAnswer> {
    const record = await this.log.recordAt(tx, size - 1);
    if (!record) throw new Error(`The log lacks the record ${size - 1}.`);
    const map = new PackageMap(mapRoot, (digest) => this.log.requirePage(tx, digest));
    return {
      record: documentOf(record.bytes),
      proof: await this.inclusion(tx, size - 1, size),
      pages: (await map.path(place)).map(documentOf),
    };
  }

  private async inclusion(tx: Tx, index: number, size: number): Promise<string[]> {
    return (await inclusionProof(index, size, new TileTable(this.log, tx).read)).map(encodeBase64);
  }
}

function documentOf(bytes: Uint8Array): Document {
  return JSON.parse(new TextDecoder().decode(bytes)) as Document;
}
