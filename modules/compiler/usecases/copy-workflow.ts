import { Injectable } from '@nestjs/common';
import { acceptedBlueprint, type DraftBlueprint } from '@iceos/core/blueprint';
import { formatCoordinates } from '@iceos/core/names';
import { namedIn } from '@iceos/runtime/checking';
import { Checking } from '../../../src/jobs/checking.js';
import { ComponentDirectory, type DirectoryEntry } from '../../registry/component-directory.js';
import { blueprintInvalid, blueprintNotFound } from '../compiler.errors.js';
import type { Author, WrittenBlueprint } from '../compiler.types.js';
import { ComponentTable } from '../../registry/component-table.js';
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
    private readonly checking: Checking,
    private readonly write: WriteBlueprint,
  ) {}

  /** Throws `blueprint-not-found`, the `Refusal` of the load gate, or what storing a blueprint does. */
  async execute(author: Author, name: string, alongside: Alongside): Promise<WrittenBlueprint> {
    const { org } = author;
    const entry = await this.workflows.find(org, name);
    const table = new ComponentTable(this.directory, org);
    const { document, ...component } = await table.describe(entry);
    if (!document) throw blueprintNotFound(name);
    const findings = await this.checking.readBlueprint(org, { bytes: document });
    if (findings.length > 0) throw blueprintInvalid(findings);
    const blueprint = acceptedBlueprint(JSON.parse(new TextDecoder().decode(document)));
    await table.lookUp([namedIn(blueprint, component)]);
    const { preferred } = await this.directory.contents(org, entry);
    const copy = withNames(blueprint, (use) => {
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
