import { randomBytes, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../../../src/database/database.js';
import type { Challenge } from '../signing.types.js';
import { KeysRepository } from '../store/keys.repository.js';

const OPEN_FOR_MS = 10 * 60 * 1000;

/** Asks the owner of a key to prove possession (docs/spec/trust.md 2.1). */
@Injectable()
export class ChallengeKey {
  constructor(
    private readonly database: Database,
    private readonly keys: KeysRepository,
  ) {}

  async execute(org: string): Promise<Challenge> {
    const challenge = {
      id: randomUUID(),
      nonce: randomBytes(32).toString('hex'),
      expiresAt: new Date(Date.now() + OPEN_FOR_MS),
    };
    await this.database.transaction((tx) => this.keys.insertChallenge(tx, org, challenge));
    return challenge;
  }
}
