import { Injectable } from '@nestjs/common';
import { CodedError } from '@iceos/core/errors';
import { Database, type Tx } from '../../../src/database/database.js';
import { isUniqueViolation } from '../../../src/database/failures.js';
import { LogWriter } from '../log/log-writer.js';
import { TrustSnapshots } from '../root/trust-snapshots.js';
import type { SigningCode } from '../signing.errors.js';
import type { EnrolledKey } from '../signing.types.js';
import { RequirePossession, type OfferedKey } from './require-possession.js';

/** Changes the keys of an org in one transaction, has the log written, and brings into force what was signed. */
@Injectable()
export class ChangeKeys {
  constructor(
    private readonly database: Database,
    private readonly writer: LogWriter,
    private readonly possession: RequirePossession,
    private readonly snapshots: TrustSnapshots,
  ) {}

  /** `change` puts the offered key into the record, which then is in force. */
  async execute(offered: OfferedKey, change: (tx: Tx) => Promise<EnrolledKey>): Promise<EnrolledKey> {
    this.possession.soundKey(offered);
    const key = await this.database.transaction(change).catch((error: unknown) => {
      throw clash(error, offered.name);
    });
    this.writer.wake();
    await this.snapshots.refresh();
    return key;
  }
}

/** A key that was ended never begins again, whatever it is called (docs/spec/trust.md 3.4). */
export function requireNotEnded(key: EnrolledKey): EnrolledKey {
  if (!key.revoked) return key;
  throw new CodedError<SigningCode>(
    'key-ended',
    `That key was enrolled as ${key.name} and ended: ${key.revoked.reason}.`,
    { hint: 'Make another key with `ice keys create`; a key that was ended is never enrolled again.' },
  );
}

/** `error`, or what it says when the key or its name is taken. */
function clash(error: unknown, name: string): unknown {
  if (isUniqueViolation(error, 'keys_pkey')) {
    return new CodedError<SigningCode>('key-enrolled-elsewhere', 'Another org has enrolled that key.', {
      hint: 'Make a key of your own with `ice keys create`.',
      cause: error,
    });
  }
  if (isUniqueViolation(error, 'keys_name_key')) {
    return new CodedError<SigningCode>('key-name-taken', `Your org already has a key named ${name}.`, {
      hint: 'Choose another name (`ice keys create NAME`); upper and lower case do not tell names apart.',
      cause: error,
    });
  }
  return error;
}
