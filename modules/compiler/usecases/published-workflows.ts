import { Injectable } from '@nestjs/common';
import { CodedError } from '@iceos/core/errors';
import { parseReference } from '@iceos/core/names';
import { ComponentDirectory, type DirectoryEntry } from '../../registry/component-directory.js';
import { blueprintNotFound } from '../compiler.errors.js';

/** Finds workflows that were published, or that the operator's manifests list. */
@Injectable()
export class PublishedWorkflows {
  constructor(private readonly directory: ComponentDirectory) {}

  /** A workflow by its name, or a bundle, which stands for the workflow it begins with; throws `blueprint-not-found`. */
  async find(org: string, name: string): Promise<DirectoryEntry> {
    const reference = parseReference(name);
    const finders = [
      () => this.directory.find(org, reference),
      () => this.directory.findEntrypoint(org, reference),
    ];
    for (const find of finders) {
      try {
        const entry = await find();
        if (entry.nodeType === 'workflow') return entry;
      } catch (error) {
        if (!(error instanceof CodedError) || error.code !== 'component-not-found') throw error;
      }
    }
    throw blueprintNotFound(name);
  }
}
