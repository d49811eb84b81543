/** Everything the registry refuses with, besides the refusals of `@iceos/core/refusal`. */
export type RegistryCode =
  | 'package-not-found'
  | 'version-not-found'
  | 'version-gone'
  | 'component-not-found'
  | 'component-forbidden'
  | 'components-too-many'
  | 'upload-invalid'
  | 'publish-busy'
  | 'range-invalid'
  | 'manifest-unreadable'
  | 'component-ambiguous';
