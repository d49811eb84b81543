import type { Envelope } from '../dsse.js';
import { encodeBase64 } from '../encoding.js';
import { inclusionProof, type TileReader } from '../log.js';
import { PackageMap, type ReadPage } from '../verifiable-map.js';
import type { Digest } from '../digest.js';
import type { EvidenceDocument, SnapshotDocument } from './document.js';

/** Where the parts of evidence are read from: a database, or the public files of a registry. None of them is believed. */
export interface EvidenceSource {
  /** Id of the root of the registry. */
  readonly registry: string;
  /** The newest checkpoint, as it was signed, and how many entries it has. */
  readonly checkpoint: string;
  readonly size: number;
  /** The record at an index, as JSON. */
  readonly record: (index: number) => Promise<Readonly<Record<string, unknown>>>;
  /** A tile of the tree of `size` entries. */
  readonly tile: TileReader;
  /** A page of the map by its digest. */
  readonly page: ReadPage;
}

/** Puts the evidence of the version recorded at `index` together, under the newest checkpoint. Verifies nothing. */
export async function assembleEvidence(
  source: EvidenceSource,
  {
    index,
    package: place,
    statements,
  }: {
    readonly index: number;
    /** `namespace/name`. */
    readonly package: string;
    readonly statements: readonly Envelope[];
  },
): Promise<EvidenceDocument> {
  const { registry, checkpoint, size } = source;
  const proof = (await inclusionProof(index, size, source.tile)).map(encodeBase64);
  return {
    schema_version: 'evidence.v0',
    registry,
    record: await source.record(index),
    inclusion: { index, size, proof },
    checkpoint,
    snapshot: await assembleSnapshot(source, place),
    statements,
  };
}

/** Puts together what the newest tree says about the package `place`, which may not be there. Verifies nothing. */
export async function assembleSnapshot(
  { size, record, tile, page }: Pick<EvidenceSource, 'size' | 'record' | 'tile' | 'page'>,
  place: string,
): Promise<SnapshotDocument> {
  const last = await record(size - 1);
  const map = new PackageMap(last['map_root'] as Digest, page);
  return {
    record: last,
    proof: (await inclusionProof(size - 1, size, tile)).map(encodeBase64),
    pages: (await map.path(place)).map((bytes) => JSON.parse(new TextDecoder().decode(bytes)) as unknown),
  };
}
