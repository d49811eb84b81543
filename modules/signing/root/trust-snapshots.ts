import { join } from 'node:path';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { CodedError } from '@iceos/core/errors';
import { refuseExpired, type TrustSnapshot } from '@iceos/core/trust';
import { TrustFolder } from '@iceos/runtime/trust-folder';
import { AppConfig } from '../../../src/config/app-config.js';
import { Database } from '../../../src/database/database.js';
import type { SigningCode } from '../signing.errors.js';
import { RootsRepository } from '../store/roots.repository.js';
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
  private refreshing: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    config: AppConfig,
    private readonly database: Database,
    private readonly trust: TrustRepository,
    private readonly roots: RootsRepository,
  ) {
    this.folder = new TrustFolder(join(config.dataDir, 'trust'));
  }

  /** The snapshot in force; throws `trust-missing` before there is one, and `stale` when its root has expired. */
  current(): TrustSnapshot {
    if (this.snapshot) {
      refuseExpired(this.snapshot, Date.now());
      return this.snapshot;
    }
    throw new CodedError<SigningCode>('trust-missing', 'This instance has no trust documents yet.', {
      hint: 'Wait for the first start to finish; /readyz says when.',
    });
  }

  /** Copies the documents from the database and opens them. */
  refresh(): Promise<void> {
    // One after the other, so that none puts back what a later one has read.
    const next = this.refreshing.then(() => this.copy());
    this.refreshing = next.catch(() => undefined);
    return next;
  }

  private async copy(): Promise<void> {
    const { roots, keys } = await this.database.read(async (tx) => ({
      roots: await this.roots.list(tx),
      keys: await this.trust.findKeys(tx),
    }));
    if (roots.length === 0 || !keys) return;
    if (this.snapshot && this.snapshot.sequence > keys.sequence) return;
    this.snapshot = await this.folder.write({ roots, keys: keys.bytes });
  }

  /** The versions of the root that lie in the trust folder, whoever put them there. */
  rootsInFolder(): Promise<Uint8Array[]> {
    return this.folder.roots();
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
      const sequence = await this.database.read((tx) => this.trust.keysSequence(tx));
      if (sequence !== undefined && sequence !== this.snapshot?.sequence) await this.refresh();
    } catch (error) {
      this.logger.warn(
        `The trust documents could not be refreshed; the ones at hand stay in force: ${(error as Error).message}`,
      );
    }
  }
}
