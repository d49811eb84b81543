export class IdentityResponse {
  org_id!: string;
  project_id!: string | null;
  user_id!: string | null;
  scopes!: string[];
  /** SHA-256 of the token. */
  token_hash!: string;
  /** `stored` was issued here, `configured` comes from ICE_API_TOKEN, `development` is dev-token. */
  source!: 'stored' | 'configured' | 'development';
  expires_at!: string | null;
}
