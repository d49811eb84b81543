import { Injectable } from '@nestjs/common';
import type { Tx } from '../../src/database/database.js';
import { currentCall } from '../../src/http/call.js';
import type { AuditEntry } from './identity.types.js';
import { AuditEntity } from './store/audit.entity.js';

/** Who did what, kept with the deed itself. */
@Injectable()
export class AuditLog {
  /** Writes the entry in the transaction of what it tells. */
  async record(tx: Tx, { org, actor, action, subject, detail = {} }: AuditEntry): Promise<void> {
    const requestId = currentCall()?.id ?? null;
    await tx
      .getRepository(AuditEntity)
      .insert({ org, actor, action, subject: subject.slice(0, 300), detail, requestId });
  }
}
