/**
 * The transparency log (docs/spec/trust.md 4.2): Merkle trees and proofs of RFC 6962, verified as RFC 9162 says, stored as
 * the tiles of C2SP tlog-tiles. Pure: tiles are read through a function, and proofs are checked against a root that the
 * caller trusts, so it does not matter who gave the tiles.
 */
export {
  EMPTY_ROOT,
  HASH_BYTES,
  leafHash,
  nodeHash,
  treeRoot,
  verifyConsistency,
  verifyInclusion,
  type Hash,
} from './log/merkle.js';
export {
  TILE_WIDTH,
  entriesPath,
  entryBundle,
  hashesOf,
  parseTilePath,
  readEntryBundle,
  tilePath,
  tilesOf,
  type LogCode,
  type StoredTile,
  type Tile,
  type TileReader,
} from './log/tiles.js';
export { consistencyProof, growLog, inclusionProof, rootOf, type LogGrowth } from './log/tree.js';
