import { Injectable } from '@nestjs/common';
import { CodedError } from '@iceos/core/errors';
import { Database } from '../../../src/database/database.js';
import type { Principal } from '../../../src/http/principal.js';
import { AuditLog } from '../audit-log.js';
import type { IdentityCode } from '../identity.errors.js';
import type { Project } from '../identity.types.js';
import { ProjectsRepository } from '../store/projects.repository.js';

@Injectable()
export class CreateProject {
  constructor(
    private readonly database: Database,
    private readonly projects: ProjectsRepository,
    private readonly audit: AuditLog,
  ) {}

  /** Adds a project to the principal's org. Throws `project-exists` when the id is taken. */
  async execute({ org, token }: Principal, id: string, name: string): Promise<Project> {
    return this.database.transaction(async (tx) => {
      if (!(await this.projects.insert(tx, org, id, name))) {
        throw new CodedError<IdentityCode>('project-exists', `There is a project ${id} already.`, {
          hint: 'Choose another id.',
        });
      }
      await this.audit.record(tx, { org, actor: token, action: 'project.create', subject: id });
      const project = await this.projects.find(tx, org, id);
      if (!project) throw new Error(`The project ${id} vanished.`);
      return project;
    });
  }
}
