import { Injectable } from '@nestjs/common';
import { CodedError } from '@iceos/core/errors';
import type { Namespace } from '@iceos/core/names';
import { Database, type Tx } from '../../../src/database/database.js';
import { AuditLog } from '../audit-log.js';
import type { IdentityCode } from '../identity.errors.js';
import type { Org } from '../identity.types.js';
import { OrgsRepository } from '../store/orgs.repository.js';

export interface CreateOrgInput {
  readonly actor: string;
  readonly id: Namespace;
  readonly name: string;
}

@Injectable()
export class CreateOrg {
  constructor(
    private readonly database: Database,
    private readonly orgs: OrgsRepository,
    private readonly audit: AuditLog,
  ) {}

  /** Throws `org-exists` when the id is taken. */
  async execute(input: CreateOrgInput): Promise<Org> {
    return this.database.transaction(async (tx) => {
      const { org, created } = await this.ensure(tx, input);
      if (created) return org;
      throw new CodedError<IdentityCode>('org-exists', `There is an org ${input.id} already.`, {
        hint: 'Choose another id.',
      });
    });
  }

  /** The org of that id, made when it is missing. */
  async ensure(tx: Tx, { actor, id, name }: CreateOrgInput): Promise<{ org: Org; created: boolean }> {
    const created = await this.orgs.insert(tx, id, name);
    if (created) await this.audit.record(tx, { org: id, actor, action: 'org.create', subject: id });
    const org = await this.orgs.find(tx, id);
    if (!org) throw new Error(`The org ${id} vanished.`);
    return { org, created };
  }
}
