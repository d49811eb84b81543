import { Injectable } from '@nestjs/common';
import { Database } from '../../../src/database/database.js';
import type { NamedLocks } from '../../../src/http/version-lock.js';
import { AuditLog } from '../../identity/audit-log.js';
import { BlueprintUsers } from '../blueprint-users.js';
import { blueprintNotFound } from '../compiler.errors.js';
import type { Author } from '../compiler.types.js';
import { BlueprintsRepository } from '../store/blueprints.repository.js';
import { lockStale, requireLock } from '../version-lock.js';

/** Deletes a blueprint with its versions, unless executions that have not ended need it. */
@Injectable()
export class DeleteBlueprint {
  constructor(
    private readonly database: Database,
    private readonly blueprints: BlueprintsRepository,
    private readonly users: BlueprintUsers,
    private readonly audit: AuditLog,
  ) {}

  async execute({ org, actor }: Author, id: string, locks: NamedLocks): Promise<void> {
    const current = await this.database.read((tx) => this.blueprints.find(tx, org, id));
    if (!current) throw blueprintNotFound(id);
    const { lock } = current;
    requireLock(locks, lock);
    await this.database.transaction(async (tx) => {
      if (!(await this.blueprints.remove(tx, org, current.id, lock))) throw lockStale();
      // The row is taken now: executions that begin wait for this transaction, and find it gone.
      await this.users.requireNone(tx, org, current.id);
      await this.audit.record(tx, {
        org,
        actor,
        action: 'blueprint.delete',
        subject: current.id,
        detail: { lock },
      });
    });
  }
}
