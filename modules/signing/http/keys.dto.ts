import { IsIn, IsString, IsUUID, Length, Matches } from 'class-validator';
import { Optional } from '../../../src/http/optional.js';

const DIGEST = /^[0-9a-f]{64}$/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const KEY_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

export class ChallengeResponse {
  /** Names the challenge when the key is enrolled. */
  challenge_id!: string;
  /** Goes into the statement that the key signs. */
  challenge!: string;
  /** Namespace that the statement names: your org. */
  namespace!: string;
  expires_at!: string;
}

export class EnrolKeyBody {
  /** Name of the key in your org. */
  @Matches(KEY_NAME)
  name!: string;

  /** Base64 of 32 bytes. */
  @IsString()
  @Length(44, 44)
  @Matches(BASE64)
  public_key!: string;

  /** What the key is for. */
  @Optional()
  @IsIn(['manifest'])
  purpose?: 'manifest';

  @IsUUID()
  challenge_id!: string;

  /** Base64 of the 64-byte signature over the possession statement (docs/spec/trust.md 2.1). */
  @IsString()
  @Length(88, 88)
  @Matches(BASE64)
  proof!: string;
}

export class KeyPath {
  /** SHA-256 of the public key. */
  @Matches(DIGEST)
  fingerprint!: string;
}

export class RevokeKeyBody {
  /** Why; shown to whoever is refused. */
  @IsString()
  @Length(1, 500)
  reason!: string;
}

export class KeyResponse {
  /** SHA-256 of the public key, which names it. */
  fingerprint!: string;
  /** The form in which manifests name it: `name+8 hex`. */
  key_id!: string;
  name!: string;
  namespace!: string;
  purpose!: string;
  /** Base64 of 32 bytes. */
  public_key!: string;
  created_at!: string;
  revoked!: boolean;
  revoked_reason!: string | null;
}

export class KeyList {
  items!: KeyResponse[];
}

export class TrustPath {
  @IsIn(['root.json', 'keys.json'])
  document!: 'root.json' | 'keys.json';
}
