import { HASH_BYTES, type Tile } from '@iceos/core/log';
import type { Tx } from '../../../src/database/database.js';
import type { LogRepository } from './log.repository.js';

/** The tiles in the database, as whoever proves something wants them: no wider than asked for. */
export class TileTable {
  constructor(
    private readonly log: LogRepository,
    private readonly tx: Tx,
  ) {}

  readonly read = async (tile: Tile): Promise<Uint8Array> => {
    const hashes = await this.log.tile(this.tx, tile.level, tile.index);
    if (hashes && hashes.length >= tile.width * HASH_BYTES)
      return hashes.subarray(0, tile.width * HASH_BYTES);
    throw new Error(`The log lacks tile ${tile.level}/${tile.index} with ${tile.width} hashes.`);
  };
}
