import { Injectable } from '@nestjs/common';
import type { DraftBlueprint } from '@iceos/core/blueprint';
import { formatCoordinates } from '@iceos/core/names';
import { ComponentDirectory, type DirectoryEntry } from '../../registry/component-directory.js';
import { blueprintNotFound } from '../compiler.errors.js';
import type { Author, WrittenBlueprint } from '../compiler.types.js';
import { ComponentTable } from '../resolution/component-table.js';
import { withNames } from './full-names.js';
import { PublishedWorkflows } from './published-workflows.js';
import { NEW } from '../version-lock.js';
import { WriteBlueprint, type Alongside } from './write-blueprint.js';

/**
 * Stores a copy of a published workflow, to be edited. Bare names in it meant something in its package; the copy is in
 * none, so they are written in full, with the range of versions that the package took.
 */
@Injectable()
export class CopyWorkflow {
  constructor(
    private readonly workflows: PublishedWorkflows,
    private readonly directory: ComponentDirectory,
    private readonly write: WriteBlueprint,
  ) {}

  /** Throws `blueprint-not-found`, the `Refusal` of the load gate, or what storing a blueprint does. */
  async execute(author: Author, name: string, alongside: Alongside): Promise<WrittenBlueprint> {
    const { org } = author;
    const entry = await this.workflows.find(org, name);
    const table = new ComponentTable(this.directory, org);
    const component = await table.take(() => Promise.resolve(entry));
    if (!component.blueprint) throw blueprintNotFound(name);
    const { preferred } = await this.directory.contents(org, entry);
    const copy = withNames(component.blueprint, (use) => {
      const resolution = table.resolve(use, component);
      if (!resolution.ok) return undefined;
      const { namespace, package: from, version, name: full } = resolution.component;
      const range = use.reference.range ?? preferred.get(`${namespace}/${from}`) ?? `^${version}`;
      return `${namespace}/${full}@${range}`;
    });
    return this.write.create(author, [NEW], labelled(copy, entry), alongside);
  }
}

/** With the workflow and the bundle that it is a copy of. */
function labelled(blueprint: DraftBlueprint, { name, coordinates }: DirectoryEntry): DraftBlueprint {
  const metadata = {
    ...blueprint.metadata,
    workflow: `${coordinates.namespace}/${name}`,
    bundle: formatCoordinates(coordinates),
  };
  return { ...blueprint, metadata };
}
