import type { StatusTable } from '../../../src/http/statuses.js';

/** What the SDK refuses to scaffold. */
export const SCAFFOLD_STATUSES: StatusTable<'name-not-scaffolded'> = { 'name-not-scaffolded': 422 };
