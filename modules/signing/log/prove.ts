import { Injectable } from '@nestjs/common';
import type { Digest } from '@iceos/core/digest';
import type { Envelope } from '@iceos/core/dsse';
import { assembleEvidence, type EvidenceDocument } from '@iceos/core/evidence';
import type { Tx } from '../../../src/database/database.js';
import { InstanceRoot } from '../root/instance-root.js';
import { LogRepository } from './log.repository.js';
import { TileTable } from './tile-table.js';

/** Makes evidence out of the newest checkpoint, its tiles and its map (docs/spec/trust.md 4). */
@Injectable()
export class Prove {
  constructor(
    private readonly log: LogRepository,
    private readonly root: InstanceRoot,
  ) {}

  /** The evidence of the version recorded at `index`, or undefined while no checkpoint has it. */
  async version(
    tx: Tx,
    index: number,
    place: string,
    manifest: Digest,
  ): Promise<EvidenceDocument | undefined> {
    const newest = await this.log.newestCheckpoint(tx);
    if (!newest || index >= newest.size) return undefined;
    const statements = await this.log.statements(tx, manifest);
    return assembleEvidence(
      {
        registry: await this.root.id(tx),
        checkpoint: new TextDecoder().decode(newest.note),
        size: newest.size,
        record: (at) => this.record(tx, at),
        tile: new TileTable(this.log, tx).read,
        page: (digest) => this.log.requirePage(tx, digest),
      },
      {
        index,
        package: place,
        statements: statements.map((bytes) => documentOf(bytes) as unknown as Envelope),
      },
    );
  }

  private async record(tx: Tx, index: number): Promise<Readonly<Record<string, unknown>>> {
    const record = await this.log.recordAt(tx, index);
    if (!record) throw new Error(`The log lacks the record ${index}.`);
    return documentOf(record.bytes);
  }
}

function documentOf(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  return JSON.parse(new TextDecoder().decode(bytes)) as Readonly<Record<string, unknown>>;
}
