import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Digest } from '@iceos/core/digest';
import { Database } from '../../../src/database/database.js';
import { TokensRepository } from '../store/tokens.repository.js';

const FLUSH_MS = 60_000;

/** Notes when tokens were last used, a minute at a time, so that no request waits for it. */
@Injectable()
export class LastUsed implements OnModuleDestroy {
  private used = new Set<Digest>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly tokens: TokensRepository,
  ) {}

  note(hash: Digest): void {
    this.used.add(hash);
    this.timer ??= setTimeout(() => void this.flush(), FLUSH_MS).unref();
  }

  async onModuleDestroy(): Promise<void> {
    await this.flush();
  }

  private async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const hashes = [...this.used];
    this.used = new Set();
    if (hashes.length === 0) return;
    // Losing a note costs nothing, failing a shutdown over it would.
    await this.database.read((tx) => this.tokens.touch(tx, hashes)).catch(() => undefined);
  }
}
