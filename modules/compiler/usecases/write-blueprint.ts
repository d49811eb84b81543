import { randomUUIDv7 } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { DraftBlueprint } from '@iceos/core/blueprint';
import { canonicalBytes } from '@iceos/core/canonical';
import { digestOf, type Digest } from '@iceos/core/digest';
import { Database, type Tx } from '../../../src/database/database.js';
import { AuditLog } from '../../identity/audit-log.js';
import { blueprintInvalid, blueprintNotFound } from '../compiler.errors.js';
import type { StoredBlueprint } from '../compiler.types.js';
import { BlueprintsRepository } from '../store/blueprints.repository.js';
import { ValidateBlueprint } from './validate-blueprint.js';
import { lockStale, NEW, requireLock } from './version-lock.js';

/** Who writes. */
export interface Author {
  readonly org: string;
  readonly project: string | undefined;
  readonly actor: string;
}

/** What a write answers with, before it is seen: in its transaction. */
export type Alongside = (tx: Tx, written: WrittenBlueprint) => Promise<void>;

export interface WrittenBlueprint {
  readonly id: string;
  readonly lock: Digest;
  readonly nodes: number;
}

/**
 * Writes blueprints. Each change names the lock it was made from, and happens only if that is still in force. What is
 * stored was read and checked as a draft; the rest may wait until it is run.
 */
@Injectable()
export class WriteBlueprint {
  constructor(
    private readonly database: Database,
    private readonly blueprints: BlueprintsRepository,
    private readonly validate: ValidateBlueprint,
    private readonly audit: AuditLog,
  ) {}

  /** Stores a new blueprint; `lock` must be `__new__`. */
  async create(
    author: Author,
    lock: string | undefined,
    value: unknown,
    alongside: Alongside,
  ): Promise<WrittenBlueprint> {
    requireLock(lock, NEW);
    return this.insert(author, await this.accept(author.org, value), alongside);
  }

  /** Stores a copy under a new id. */
  async clone(author: Author, id: string, alongside: Alongside): Promise<WrittenBlueprint> {
    const { body } = await this.find(author.org, id);
    return this.insert(author, body, alongside);
  }

  /** Puts what `change` makes of the stored blueprint in its place. */
  async replace(
    author: Author,
    id: string,
    lock: string | undefined,
    change: (current: DraftBlueprint) => unknown,
  ): Promise<WrittenBlueprint> {
    const current = await this.find(author.org, id);
    const { org } = author;
    requireLock(lock, current.lock);
    const body = await this.accept(org, change(current.body));
    const written = writtenOf(id, body);
    await this.database.transaction(async (tx) => {
      const contents = { name: nameOf(body), body: canonicalBytes(body), lock: written.lock };
      if (!(await this.blueprints.replace(tx, org, id, current.lock, contents))) throw lockStale();
      await this.record(tx, author, 'blueprint.update', written);
    });
    return written;
  }

  async remove(author: Author, id: string, lock: string | undefined): Promise<void> {
    const current = await this.find(author.org, id);
    requireLock(lock, current.lock);
    await this.database.transaction(async (tx) => {
      if (!(await this.blueprints.remove(tx, author.org, id, current.lock))) throw lockStale();
      await this.record(tx, author, 'blueprint.delete', { id, lock: current.lock });
    });
  }

  private async find(org: string, id: string): Promise<StoredBlueprint> {
    const found = await this.database.read((tx) => this.blueprints.find(tx, org, id));
    if (!found) throw blueprintNotFound(id);
    return found;
  }

  private async accept(org: string, value: unknown): Promise<DraftBlueprint> {
    const { blueprint, findings } = await this.validate.execute({ org, value, level: 'draft' });
    if (!blueprint) throw blueprintInvalid(findings);
    return blueprint;
  }

  private async insert(
    author: Author,
    body: DraftBlueprint,
    alongside: Alongside,
  ): Promise<WrittenBlueprint> {
    const { org, project, actor } = author;
    const written = writtenOf(randomUUIDv7(), body);
    await this.database.transaction(async (tx) => {
      await this.blueprints.insert(tx, {
        id: written.id,
        org,
        project,
        createdBy: actor,
        name: nameOf(body),
        body: canonicalBytes(body),
        lock: written.lock,
      });
      await this.record(tx, author, 'blueprint.create', written);
      await alongside(tx, written);
    });
    return written;
  }

  private record(
    tx: Tx,
    { org, actor }: Author,
    action: string,
    { id, lock }: Pick<WrittenBlueprint, 'id' | 'lock'>,
  ): Promise<void> {
    return this.audit.record(tx, { org, actor, action, subject: id, detail: { lock } });
  }
}

function writtenOf(id: string, body: DraftBlueprint): WrittenBlueprint {
  return { id, lock: digestOf(canonicalBytes(body)), nodes: body.nodes.length };
}

/** What people call it. */
function nameOf({ id, metadata }: DraftBlueprint): string {
  const name = metadata?.draft_name ?? metadata?.title ?? id;
  return typeof name === 'string' ? name.slice(0, 200) : '';
}
