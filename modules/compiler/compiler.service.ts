import { Injectable } from '@nestjs/common';
import type { FrozenBlueprint } from '@iceos/core/freeze';
import type { Digest } from '@iceos/core/digest';
import { Database, type Tx } from '../../src/database/database.js';
import { Checking } from '../../src/jobs/checking.js';
import { blueprintNotFound } from './compiler.errors.js';
import type {
  AcceptedBlueprint,
  Author,
  FreezeRequest,
  FrozenDocument,
  StoredBlueprint,
  WrittenBlueprint,
} from './compiler.types.js';
import { BlueprintsRepository } from './store/blueprints.repository.js';
import { FrozenBlueprintsRepository } from './store/frozen-blueprints.repository.js';
import { ValidateBlueprint, type Examined, type ValidateInput } from './usecases/validate-blueprint.js';
import { FreezeBlueprint } from './usecases/freeze-blueprint.js';
import { WriteBlueprint } from './usecases/write-blueprint.js';

/** The door to blueprints, by the org that asks, and to what they are frozen into. */
@Injectable()
export class CompilerService {
  constructor(
    private readonly database: Database,
    private readonly blueprints: BlueprintsRepository,
    private readonly frozen: FrozenBlueprintsRepository,
    private readonly validateBlueprint: ValidateBlueprint,
    private readonly freezeBlueprint: FreezeBlueprint,
    private readonly write: WriteBlueprint,
    private readonly checking: Checking,
  ) {}

  /** Throws `blueprint-not-found`. */
  async get(org: string, id: string): Promise<StoredBlueprint> {
    const found = await this.database.read((tx) => this.blueprints.find(tx, org, id));
    if (!found) throw blueprintNotFound(id);
    return found;
  }

  /** Everything that is wrong with a blueprint, which is not stored, and what its references stand for. */
  validate(input: ValidateInput): Promise<Examined> {
    return this.validateBlueprint.execute(input);
  }

  /** The blueprint with that id or handle, in the transaction of whoever asks. */
  find(tx: Tx, org: string, name: string): Promise<StoredBlueprint | undefined> {
    return this.blueprints.find(tx, org, name);
  }

  /**
   * Stores a blueprint that was validated, under `handle` besides its id, in the transaction of whoever asks. Throws
   * `blueprint-handle-taken`.
   */
  store(tx: Tx, author: Author, accepted: AcceptedBlueprint, handle: string): Promise<WrittenBlueprint> {
    return this.write.insertIn(tx, author, accepted, handle);
  }

  /** Freezes what is to run; throws `blueprint-not-found`, `blueprint-invalid`, or the `Refusal` of the load gate. */
  freeze(request: FreezeRequest): Promise<FrozenDocument> {
    return this.freezeBlueprint.execute(request);
  }

  /**
   * Keeps a frozen blueprint, in the transaction of what needs it. The stored one it was frozen from is not deleted
   * meanwhile; throws `blueprint-not-found` when it is gone already.
   */
  async keepFrozen(tx: Tx, org: string, { digest, bytes, storedId }: FrozenDocument): Promise<void> {
    if (storedId !== undefined && !(await this.blueprints.hold(tx, org, storedId)))
      throw blueprintNotFound(storedId);
    await this.frozen.keep(tx, org, digest, bytes);
  }

  /** A kept frozen blueprint. */
  async readFrozen(org: string, digest: Digest): Promise<FrozenBlueprint> {
    const bytes = await this.database.read((tx) => this.frozen.find(tx, org, digest));
    if (!bytes) throw new Error(`The frozen blueprint ${digest} is gone.`);
    return this.checking.readFrozen(org, bytes);
  }
}
