/** Everything the signing module refuses with. */
export type SigningCode =
  | 'key-invalid'
  | 'key-enrolled-elsewhere'
  | 'key-name-taken'
  | 'key-not-found'
  | 'challenge-unknown'
  | 'proof-invalid'
  | 'root-key-absent'
  | 'trust-missing'
  | 'trust-invalid'
  | 'log-missing'
  | 'log-key-absent'
  | 'log-behind'
  | 'file-not-found';
