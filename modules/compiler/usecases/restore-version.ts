import { Injectable } from '@nestjs/common';
import type { NamedLocks } from '../../../src/http/version-lock.js';
import type { Author, WrittenBlueprint } from '../compiler.types.js';
import { ReadVersions } from './read-versions.js';
import { WriteBlueprint } from './write-blueprint.js';

/** Puts a version of before in the place of the present one, which is kept. It has to fit the rules of today. */
@Injectable()
export class RestoreVersion {
  constructor(
    private readonly versions: ReadVersions,
    private readonly write: WriteBlueprint,
  ) {}

  /** Throws what finding the version and replacing the blueprint do. */
  async execute(author: Author, id: string, version: string, locks: NamedLocks): Promise<WrittenBlueprint> {
    const { body } = await this.versions.find(author.org, id, version);
    return this.write.replace(author, id, locks, () => body);
  }
}
