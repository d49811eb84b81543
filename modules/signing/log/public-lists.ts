import { Injectable } from '@nestjs/common';
import { canonicalBytes, equalBytes } from '@iceos/core/canonical';
import type { RevocationRecord, StatusRecord } from '@iceos/core/log-record';
import { advisoryList, revocationList, type DigestedRecord } from '@iceos/core/public-lists';
import type { Tx } from '../../../src/database/database.js';
import { PublicFolder } from '../public-folder.js';
import { LogRepository, type LoggedRecord } from './log.repository.js';

const FILES = ['revocations.json', 'advisories.json'] as const;

/**
 * Keeps `revocations.json` and `advisories.json` among the public files (docs/spec/trust.md 4.8). They follow from the
 * records of the log alone, and from which of these are public files themselves: so they are written after those.
 */
@Injectable()
export class PublicLists {
  constructor(
    private readonly log: LogRepository,
    private readonly folder: PublicFolder,
  ) {}

  /** Whether both lists are there. */
  async exist(): Promise<boolean> {
    return (await Promise.all(FILES.map((name) => this.folder.has(name)))).every(Boolean);
  }

  /** Writes the lists as the records below the index `to` make them. */
  async write(tx: Tx, to: number): Promise<void> {
    const revocations = await this.log.revocations(tx, to);
    const told = await Promise.all(
      revocations.map(async (logged) => ({
        ...read<RevocationRecord>(logged),
        isPublic: await this.isPublic(logged),
      })),
    );
    const statuses: DigestedRecord<StatusRecord>[] = [];
    for (const logged of await this.log.newestStatuses(tx, to))
      if (await this.isPublic(logged)) statuses.push(read(logged));
    await this.replace('revocations.json', revocationList(told));
    await this.replace('advisories.json', advisoryList(statuses, told));
  }

  private isPublic({ digest }: LoggedRecord): Promise<boolean> {
    return this.folder.has(`records/${digest}.json`);
  }

  private async replace(name: (typeof FILES)[number], list: unknown): Promise<void> {
    const bytes = canonicalBytes(list);
    const known = await this.folder.read(name);
    if (!known || !equalBytes(known, bytes)) await this.folder.write(name, bytes);
  }
}

function read<Record>({ digest, bytes }: LoggedRecord): DigestedRecord<Record> {
  return { digest, record: JSON.parse(new TextDecoder().decode(bytes)) as Record };
}
