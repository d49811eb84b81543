import type { StatusTable } from '../../../src/http/statuses.js';
import type { BuilderCode } from '../builder.errors.js';

export const BUILDER_STATUSES: StatusTable<BuilderCode> = {
  'partial-not-found': 404,
  'partial-invalid': 422,
  'partial-too-large': 413,
  'partials-too-many': 409,
  'partial-incomplete': 400,
};
