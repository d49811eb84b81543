import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsRFC3339,
  IsString,
  Matches,
  Max,
  Min,
} from 'class-validator';
import { Optional } from '../../../src/http/optional.js';
import { PageQuery } from '../../../src/http/query.js';
import { SCOPES, type Scope } from '../../../src/http/scopes.js';

export const ORG_ID = /^[a-z][a-z0-9-]{0,38}$/;
export const IDENTIFIER = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/;
const DIGEST = /^[0-9a-f]{64}$/;

export class IssueTokenBody {
  /** Org of the token: your own unless you have the scope `instance`. */
  @Optional()
  @Matches(ORG_ID)
  org_id?: string;

  /** Binds the token to a project of the org. */
  @Optional()
  @Matches(IDENTIFIER)
  project_id?: string;

  /** Binds the token to a user of the org. */
  @Optional()
  @Matches(IDENTIFIER)
  user_id?: string;

  /** What the token may do: at most what your own may. Without any it may only read its own identity. */
  @IsArray()
  @ArrayMaxSize(SCOPES.length)
  @ArrayUnique()
  @IsIn(SCOPES, { each: true })
  scopes!: Scope[];

  /** Days until the token expires. */
  @Optional()
  @IsInt()
  @Min(1)
  @Max(3650)
  ttl_days?: number;

  /** When the token expires, as an alternative to `ttl_days`. */
  @Optional()
  @IsRFC3339()
  expires_at?: string;
}

export class ListTokensQuery extends PageQuery {
  /** Your own org, or another with the scope `instance`. */
  @Optional()
  @Matches(ORG_ID)
  org_id?: string;

  @Optional()
  @Matches(IDENTIFIER)
  project_id?: string;

  @Optional()
  @Matches(IDENTIFIER)
  user_id?: string;
}

export class RevokeTokenBody {
  /** SHA-256 of the token. */
  @IsString()
  @Matches(DIGEST)
  token_hash!: string;
}

export class TokenPath {
  /** SHA-256 of the token. */
  @Matches(DIGEST)
  token_hash!: string;
}

export class TokenResponse {
  /** SHA-256 of the token, which names it. */
  token_hash!: string;
  org_id!: string;
  project_id!: string | null;
  user_id!: string | null;
  scopes!: string[];
  created_at!: string;
  expires_at!: string | null;
  revoked!: boolean;
  /** To within a minute or so. */
  last_used_at!: string | null;
}

export class IssuedTokenResponse {
  /** The token itself. It is shown this once and kept nowhere. */
  token!: string;
  token_hash!: string;
  org_id!: string;
  project_id!: string | null;
  user_id!: string | null;
  scopes!: string[];
  created_at!: string;
  expires_at!: string | null;
}

export class TokenPage {
  items!: TokenResponse[];
  next_cursor!: string | null;
}

export class RevokedResponse {
  ok!: true;
}
