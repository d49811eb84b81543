import { randomUUIDv7 } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { DraftBlueprint } from '@iceos/core/blueprint';
import { digestOf } from '@iceos/core/digest';
import { Database, type Tx } from '../../../src/database/database.js';
import { AuditLog } from '../../identity/audit-log.js';
import { blueprintImmutable, blueprintInvalid, blueprintNotFound, handleTaken } from '../compiler.errors.js';
import type { AcceptedBlueprint, Author, StoredBlueprint, WrittenBlueprint } from '../compiler.types.js';
import { BlueprintVersionsRepository } from '../store/blueprint-versions.repository.js';
import { BlueprintsRepository, type BlueprintContents } from '../store/blueprints.repository.js';
import { componentNames } from './component-names.js';
import { ValidateBlueprint } from './validate-blueprint.js';
import type { NamedLocks } from '../../../src/http/version-lock.js';
import { contentHandle } from '../content-handle.js';
import { lockStale, NEW, requireLock } from '../version-lock.js';

/** What a write answers with, before it is seen: in its transaction. */
export type Alongside = (tx: Tx, written: WrittenBlueprint) => Promise<void>;

/**
 * Writes blueprints. Each change names the lock it was made from, happens only if that is still in force, and keeps the
 * version before. What is stored was read and checked as a draft; the rest may wait until it is run.
 */
@Injectable()
export class WriteBlueprint {
  constructor(
    private readonly database: Database,
    private readonly blueprints: BlueprintsRepository,
    private readonly versions: BlueprintVersionsRepository,
    private readonly validate: ValidateBlueprint,
    private readonly audit: AuditLog,
  ) {}

  /** Stores a new blueprint; the lock must be `__new__`. */
  async create(
    author: Author,
    locks: NamedLocks,
    value: unknown,
    alongside: Alongside,
  ): Promise<WrittenBlueprint> {
    requireLock(locks, NEW);
    return this.insert(author, await this.accept(author.org, value), alongside);
  }

  /** Stores a copy under a new id. Where a lock is named, the copy is of that version or of none. */
  async clone(
    author: Author,
    id: string,
    locks: NamedLocks,
    alongside: Alongside,
  ): Promise<WrittenBlueprint> {
    const { body, lock } = await this.find(author.org, id);
    if (locks) requireLock(locks, lock);
    return this.insert(author, await this.accept(author.org, body), alongside);
  }

  /** Puts what `change` makes of the stored blueprint in its place. What changes nothing makes no version. */
  async replace(
    author: Author,
    id: string,
    locks: NamedLocks,
    change: (current: DraftBlueprint) => unknown,
  ): Promise<WrittenBlueprint> {
    const current = await this.find(author.org, id);
    const { org } = author;
    requireLock(locks, current.lock);
    const contents = contentsOf(author, await this.accept(org, change(current.body)));
    const written = { id: current.id, lock: contents.lock, nodes: contents.nodes };
    if (written.lock === current.lock) return written;
    if (current.handle === contentHandle(current.lock)) throw blueprintImmutable(current.handle);
    await this.database.transaction(async (tx) => {
      if (!(await this.versions.keep(tx, org, current.id, current.lock))) throw lockStale();
      if (!(await this.blueprints.replace(tx, org, current.id, current.lock, contents))) throw lockStale();
      await this.record(tx, author, 'blueprint.update', written);
    });
    return written;
  }

  private async find(org: string, id: string): Promise<StoredBlueprint> {
    const found = await this.database.read((tx) => this.blueprints.find(tx, org, id));
    if (!found) throw blueprintNotFound(id);
    return found;
  }

  private async accept(org: string, value: unknown): Promise<AcceptedBlueprint> {
    const input = { org, value, level: 'draft', canonical: true } as const;
    const { valid, blueprint, bytes, findings } = await this.validate.execute(input);
    if (!valid || !blueprint || !bytes) throw blueprintInvalid(findings);
    return { blueprint, bytes };
  }

  private async insert(
    author: Author,
    accepted: AcceptedBlueprint,
    alongside: Alongside,
  ): Promise<WrittenBlueprint> {
    return this.database.transaction(async (tx) => {
      const written = await this.insertIn(tx, author, accepted);
      await alongside(tx, written);
      return written;
    });
  }

  /**
   * Stores a blueprint that was read, in the transaction of whoever asks. Throws `blueprint-handle-taken` when another one has
   * the handle.
   */
  async insertIn(
    tx: Tx,
    author: Author,
    accepted: AcceptedBlueprint,
    handle?: string,
  ): Promise<WrittenBlueprint> {
    const { org, project } = author;
    const contents = contentsOf(author, accepted);
    const written = { id: randomUUIDv7(), lock: contents.lock, nodes: contents.nodes };
    if (!(await this.blueprints.insert(tx, { id: written.id, org, handle, project, ...contents })))
      throw handleTaken(handle ?? written.id);
    await this.record(tx, author, 'blueprint.create', written);
    return written;
  }

  private record(
    tx: Tx,
    { org, actor }: Author,
    action: string,
    { id, lock }: WrittenBlueprint,
  ): Promise<void> {
    return this.audit.record(tx, { org, actor, action, subject: id, detail: { lock } });
  }
}

function contentsOf({ actor }: Author, { blueprint, bytes }: AcceptedBlueprint): BlueprintContents {
  return {
    name: nameOf(blueprint),
    nodes: blueprint.nodes.length,
    components: componentNames(blueprint),
    body: bytes,
    lock: digestOf(bytes),
    changedBy: actor,
  };
}

/** What people call it. */
function nameOf({ id, metadata }: DraftBlueprint): string {
  const name = metadata?.draft_name ?? metadata?.title ?? id;
  return typeof name === 'string' ? name.slice(0, 200) : '';
}
