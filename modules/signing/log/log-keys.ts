import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { encodeBase64 } from '@iceos/core/encoding';
import { CodedError } from '@iceos/core/errors';
import { fingerprintOf } from '@iceos/core/keys';
import type { SigningKey } from '@iceos/core/signing';
import type { NamedKeyEntry, TrustKeysDocument } from '@iceos/core/trust';
import { AppConfig } from '../../../src/config/app-config.js';
import type { Tx } from '../../../src/database/database.js';
import { ensurePrivateKey, readPrivateKey } from '../root/private-key-file.js';
import type { SigningCode } from '../signing.errors.js';
import { TrustRepository } from '../store/trust.repository.js';

type LogMembers = Pick<TrustKeysDocument, 'log' | 'receipts' | 'witnesses'>;

/** The two keys of the instance that sign its log and its statements, where this process has them. */
@Injectable()
export class LogKeys {
  private logKey: SigningKey | undefined;
  private receiptKey: SigningKey | undefined;

  constructor(
    private readonly config: AppConfig,
    private readonly trust: TrustRepository,
  ) {}

  /** Finds the keys, or makes them where `mayMake`: by whoever can sign the list of keys that is to name them. */
  async ensure(mayMake: boolean): Promise<void> {
    const open = (name: 'instance-log' | 'instance-receipt', purpose: 'log' | 'receipt') => {
      const path = join(this.config.dataDir, 'keys', `${name}.key`);
      return mayMake ? ensurePrivateKey(path, name, purpose) : readPrivateKey(path);
    };
    this.logKey = await open('instance-log', 'log');
    this.receiptKey = await open('instance-receipt', 'receipt');
  }

  /** What the list of keys says about the log: what it said before, and the keys of this process where it said nothing. */
  async members(tx: Tx, rootId: string): Promise<LogMembers> {
    const known = await this.listed(tx);
    const { logKey, receiptKey } = this;
    return {
      ...(logKey ? { log: { origin: `${rootId}/log`, keys: [entryOf(logKey)] } } : {}),
      ...(receiptKey ? { receipts: { keys: [entryOf(receiptKey)] } } : {}),
      ...known,
    };
  }

  /** Whether the list of keys does not name the keys of this process yet. */
  async areUnlisted(tx: Tx): Promise<boolean> {
    const { log, receipts } = await this.listed(tx);
    return (!log && this.logKey !== undefined) || (!receipts && this.receiptKey !== undefined);
  }

  /** Forgets a key that the list does not name: nobody would believe what it signs. */
  async forgetStrange(tx: Tx): Promise<void> {
    const { log, receipts } = await this.listed(tx);
    if (!isNamed(this.logKey, log?.keys)) this.logKey = undefined;
    if (!isNamed(this.receiptKey, receipts?.keys)) this.receiptKey = undefined;
  }

  /** Whether this process writes the log. */
  get writesLog(): boolean {
    return this.logKey !== undefined;
  }

  forLog(): SigningKey {
    return this.logKey ?? absent('log');
  }

  forReceipts(): SigningKey {
    return this.receiptKey ?? absent('receipt');
  }

  private async listed(tx: Tx): Promise<LogMembers> {
    const document = await this.trust.findKeys(tx);
    if (!document) return {};
    const { log, receipts, witnesses } = JSON.parse(
      new TextDecoder().decode(document.bytes),
    ) as TrustKeysDocument;
    return {
      ...(log ? { log } : {}),
      ...(receipts ? { receipts } : {}),
      ...(witnesses ? { witnesses } : {}),
    };
  }
}

function entryOf({ name, publicKey }: SigningKey): NamedKeyEntry {
  return { name, fingerprint: fingerprintOf(publicKey), public_key: encodeBase64(publicKey) };
}

function isNamed(key: SigningKey | undefined, entries: readonly NamedKeyEntry[] = []): boolean {
  const fingerprint = key && fingerprintOf(key.publicKey);
  return entries.some((entry) => entry.fingerprint === fingerprint);
}

function absent(purpose: 'log' | 'receipt'): never {
  throw new CodedError<SigningCode>(
    'log-key-absent',
    `This process does not have the ${purpose} key of the instance.`,
    { hint: `Publish through the process that has it (keys/instance-${purpose}.key in its data directory).` },
  );
}
