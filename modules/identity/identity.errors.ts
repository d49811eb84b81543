/** Everything the identity module refuses with. */
export type IdentityCode =
  | 'org-unknown'
  | 'org-exists'
  | 'org-forbidden'
  | 'project-unknown'
  | 'project-exists'
  | 'token-unknown'
  | 'scope-excessive'
  | 'binding-excessive';
