import { CodedError } from '@iceos/core/errors';
import { isForeignKeyViolation } from '../../src/database/failures.js';
import type { IdentityCode } from './identity.errors.js';

/** `error`, or what it says when there is no such org, or no such project where the foreign key `projectKey` is violated. */
export function unknownPlace(
  error: unknown,
  { org, project, projectKey }: { org: string; project?: string | undefined; projectKey: string },
): unknown {
  if (isForeignKeyViolation(error, projectKey)) {
    return new CodedError<IdentityCode>('project-unknown', `There is no project ${project} in ${org}.`, {
      hint: 'Create it with POST /api/v1/projects first.',
      cause: error,
    });
  }
  if (isForeignKeyViolation(error)) {
    return new CodedError<IdentityCode>('org-unknown', `There is no org ${org}.`, {
      hint: 'Create it with POST /api/v1/orgs first.',
      cause: error,
    });
  }
  return error;
}
