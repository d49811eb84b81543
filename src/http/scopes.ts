/** What a token may be allowed to do. `admin` administers its org, `instance` the whole instance. */
export const SCOPES = [
  'components:read',
  'components:write',
  'keys:read',
  'keys:write',
  'blueprints:read',
  'blueprints:write',
  'runs:read',
  'runs:write',
  'memory:search',
  'memory:write',
  'admin',
  'instance',
] as const;

export type Scope = (typeof SCOPES)[number];
