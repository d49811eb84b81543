import type { StatusTable } from '../../../src/http/statuses.js';
import type { IdentityCode } from '../identity.errors.js';

export const IDENTITY_STATUSES: StatusTable<IdentityCode> = {
  'org-unknown': 404,
  'org-exists': 409,
  'org-forbidden': 403,
  'project-unknown': 404,
  'project-exists': 409,
  'token-unknown': 404,
  'scope-excessive': 403,
  'binding-excessive': 403,
};
