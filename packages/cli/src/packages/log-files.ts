import { setTimeout as delay } from 'node:timers/promises';
import { canonicalBytes } from '@iceos/core/canonical';
import { peekCheckpoint, type TreeHead } from '@iceos/core/checkpoint';
import type { Digest } from '@iceos/core/digest';
import type { Envelope } from '@iceos/core/dsse';
import { encodeHex } from '@iceos/core/encoding';
import {
  assembleEvidence,
  assembleSnapshot,
  type EvidenceSource,
  type StandingDocument,
} from '@iceos/core/evidence';
import {
  entriesPath,
  HASH_BYTES,
  readEntryBundle,
  TILE_WIDTH,
  tilePath,
  type Tile,
  type TileReader,
} from '@iceos/core/log';
import { Refusal } from '@iceos/core/refusal';

/** Fetches a public file; undefined where there is none. */
export type FetchFile = (path: string, maxBytes?: number) => Promise<Uint8Array | undefined>;

/** A version whose evidence is to be put together. */
interface LoggedVersion {
  readonly index: number;
  /** `namespace/name`. */
  readonly package: string;
  readonly statements: () => Promise<Envelope[]>;
}

/** The log of a registry, out of its public files. Nothing that it gives is believed. */
export interface LogFiles {
  /** The newest checkpoint, not verified; undefined where there is none. */
  checkpoint(): Promise<string | undefined>;
  /** A tile, however much wider the one is that stands in its place by now. */
  readonly tile: TileReader;
  /** Digest of the record at an index of the tree of `size` entries. */
  entry(index: number, size: number): Promise<Digest>;
  /** The evidence of a version of a public package, under the newest checkpoint. */
  evidence(version: LoggedVersion): Promise<Uint8Array>;
  /**
   * What the newest tree says about the package `namespace/name`, which may not be there. Throws `evidence-missing` where
   * it cannot be told, as where the map would name a private package.
   */
  standing(name: string): Promise<StandingDocument>;
}

/** How often, and how long apart in milliseconds, files are asked for that are only being written. */
const MOST_TURNS = 50;
const TURN_MS = 100;

const MAX_CHECKPOINT_BYTES = 64 * 1024;
const MAX_TILE_BYTES = TILE_WIDTH * HASH_BYTES;
const MAX_BUNDLE_BYTES = TILE_WIDTH * (2 + 0xffff);
const MAX_RECORD_BYTES = 256 * 1024;

export function logFiles(file: FetchFile): LogFiles {
  const checkpoint = async () => {
    const bytes = await file('log/checkpoint', MAX_CHECKPOINT_BYTES);
    return bytes && new TextDecoder().decode(bytes);
  };
  const required = async (path: string, maxBytes: number) => {
    const bytes = await file(path, maxBytes);
    if (bytes) return bytes;
    throw missing(path);
  };
  /**
   * The file of `tile`, or of what it has grown to: a partial one goes when a wider one takes its place. An API gives evidence
   * under a checkpoint whose files are only being written; those are waited for.
   */
  const grown = async (tile: Tile, pathOf: (tile: Tile) => string, maxBytes: number) => {
    const at = (width: number) => file(`log/${pathOf({ ...tile, width })}`, maxBytes);
    for (let turn = 1; ; turn += 1) {
      const found = (await at(tile.width)) ?? (tile.width < TILE_WIDTH ? await at(TILE_WIDTH) : undefined);
      if (found) return found;
      const { size } = requireHead(await checkpoint());
      const width = Math.min(
        TILE_WIDTH,
        Math.floor(size / TILE_WIDTH ** tile.level) - tile.index * TILE_WIDTH,
      );
      if (width >= tile.width) return at(width);
      if (turn === MOST_TURNS) return undefined;
      await delay(TURN_MS);
    }
  };
  const tile: TileReader = async (wanted) => {
    const bytes = await grown(wanted, tilePath, MAX_TILE_BYTES);
    if (bytes && bytes.length >= wanted.width * HASH_BYTES)
      return bytes.subarray(0, wanted.width * HASH_BYTES);
    throw missing(`log/${tilePath(wanted)}`);
  };
  const entry = async (index: number, size: number) => {
    const at = Math.floor(index / TILE_WIDTH);
    const bundle = { level: 0, index: at, width: Math.min(TILE_WIDTH, size - at * TILE_WIDTH) };
    const bytes = await grown(bundle, entriesPath, MAX_BUNDLE_BYTES);
    const found = bytes && readEntryBundle(bytes)?.[index % TILE_WIDTH];
    if (found?.length === HASH_BYTES) return encodeHex(found) as Digest;
    throw missing(`log/${entriesPath(bundle)}`);
  };
  const json = async (path: string) => parseObject(path, await required(path, MAX_RECORD_BYTES));
  const newest = async (): Promise<EvidenceSource> => {
    const note = await checkpoint();
    const head = requireHead(note);
    return {
      registry: head.origin.replace(/\/log$/, ''),
      checkpoint: note as string,
      size: head.size,
      record: async (at) => json(`records/${await entry(at, head.size)}.json`),
      tile,
      async page(digest) {
        const bytes = await required(`map/${digest}`, MAX_RECORD_BYTES);
        parseObject(`map/${digest}`, bytes);
        return bytes;
      },
    };
  };
  return {
    checkpoint,
    tile,
    entry,
    async evidence({ index, package: place, statements }) {
      const wanted = { index, package: place, statements: await statements() };
      return canonicalBytes(await assembleEvidence(await newest(), wanted));
    },
    async standing(name) {
      const source = await newest();
      return { checkpoint: source.checkpoint, snapshot: await assembleSnapshot(source, name) };
    },
  };
}

function requireHead(note: string | undefined): TreeHead {
  const head = note === undefined ? undefined : peekCheckpoint(note);
  if (head) return head;
  if (note === undefined) throw missing('log/checkpoint');
  throw new Refusal('evidence-invalid', 'The checkpoint of the registry is none.', {
    subject: 'log/checkpoint',
    found: note.slice(0, 200),
  });
}

function parseObject(path: string, bytes: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof value === 'object' && value !== null) return value as Readonly<Record<string, unknown>>;
  } catch {
    // Said below, as for a value that is no object.
  }
  throw new Refusal('evidence-invalid', `${path} is no document of a log.`, { subject: path });
}

function missing(path: string): Refusal {
  return new Refusal('evidence-missing', `The registry has no ${path}.`, {
    subject: path,
    expected: path,
    found: 'nothing',
  });
}
