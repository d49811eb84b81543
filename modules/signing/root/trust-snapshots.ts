import { join } from 'node:path';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { CodedError } from '@iceos/core/errors';
import type { TrustSnapshot } from '@iceos/core/trust';
import { TrustFolder } from '@iceos/runtime/trust-folder';
import { AppConfig } from '../../../src/config/app-config.js';
import { Database } from '../../../src/database/database.js';
import type { SigningCode } from '../signing.errors.js';
import { TrustRepository } from '../store/trust.repository.js';

/** How long a change made by another process may go unnoticed. */
const POLL_MS = 2000;

/**
 * The trust snapshot in force. It is always opened from the documents in `<data dir>/trust/`, signatures checked, which are
 * copies of the ones in the database. When a refresh fails, the snapshot at hand stays in force (docs/spec/trust.md 3.4).
 */
@Injectable()
export class TrustSnapshots implements OnApplicationShutdown {
  private readonly logger = new Logger('signing');
  private readonly folder: TrustFolder;
  private snapshot: TrustSnapshot | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    config: AppConfig,
    private readonly database: Database,
    private readonly trust: TrustRepository,
  ) {
    this.folder = new TrustFolder(join(config.dataDir, 'trust'));
  }

  /** The snapshot in force; throws `trust-missing` before there is one. */
  current(): TrustSnapshot {
    if (this.snapshot) return this.snapshot;
    throw new CodedError<SigningCode>('trust-missing', 'This instance has no trust documents yet.', {
      hint: 'Wait for the first start to finish; /readyz says when.',
    });
  }

  /** Copies the documents from the database and opens them. */
  async refresh(): Promise<void> {
    const { root, keys } = await this.database.read(async (tx) => ({
      root: await this.trust.findDocument(tx, 'root'),
      keys: await this.trust.findDocument(tx, 'keys'),
    }));
    if (!root || !keys) return;
    if (this.snapshot && this.snapshot.sequence > keys.sequence) return;
    await this.folder.write('root.json', root.bytes);
    await this.folder.write('keys.json', keys.bytes);
    this.snapshot = await this.folder.read();
  }

  /** Follows the changes of other processes. The embedded database has none. */
  follow(): void {
    if (this.database.embedded || this.timer) return;
    this.timer = setInterval(() => void this.refreshIfNewer(), POLL_MS);
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async refreshIfNewer(): Promise<void> {
    try {
      const sequence = await this.database.read((tx) => this.trust.documentSequence(tx));
      if (sequence !== undefined && sequence !== this.snapshot?.sequence) await this.refresh();
    } catch (error) {
      this.logger.warn(
        `The trust documents could not be refreshed; the ones at hand stay in force: ${(error as Error).message}`,
      );
    }
  }
}
