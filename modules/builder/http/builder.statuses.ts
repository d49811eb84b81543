import type { StatusTable } from '../../../src/http/statuses.js';
import type { BuilderCode } from '../builder.errors.js';

export const BUILDER_STATUSES: StatusTable<BuilderCode> = {
  'partial-not-found': 404,
  'partial-invalid': 422,
  'partial-too-large': 413,
  'partials-too-many': 409,
  'partial-incomplete': 400,
  'note-not-found': 404,
  'note-stale': 409,
  'note-too-large': 413,
  'notes-too-many': 409,
  'if-match-invalid': 400,
  'builder-disabled': 404,
  'plan-failed': 422,
  'plan-forbidden': 403,
  'preview-refused': 400,
  'preview-forbidden': 403,
  'blueprint-rejected': 400,
};
