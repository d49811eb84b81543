import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
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

export class ApprovalBody {
  /** Key of your org that signed. */
  @Matches(DIGEST)
  fingerprint!: string;

  /** Base64 of its 64-byte signature over the statement (docs/spec/trust.md 3.6). */
  @IsString()
  @Length(88, 88)
  @Matches(BASE64)
  value!: string;
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

  /** Signatures of keys of your org that agree, where several must. */
  @Optional()
  @IsArray()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => ApprovalBody)
  approvals?: ApprovalBody[];
}

export class ThresholdBody {
  /** How many keys must sign a manifest from now on. */
  @IsInt()
  @Min(1)
  @Max(20)
  threshold!: number;

  /** Signatures of as many keys as must sign now. */
  @IsArray()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => ApprovalBody)
  approvals!: ApprovalBody[];
}

export class ThresholdResponse {
  /** Your org. */
  namespace!: string;
  /** How many keys must sign a manifest. */
  threshold!: number;
  /** Sequence of the last change, which the statement of the next one names; 0 before the first. */
  sequence!: number;
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

  /** Publish sequence from which on its signatures do not count; now where none is given. */
  @Optional()
  @IsInt()
  @Min(0)
  since?: number;
}

export class NamespacePath {
  @Matches(/^[a-z0-9][a-z0-9-]{0,38}$/)
  namespace!: string;
}

export class RevokeNamespaceBody {
  /** Why; shown to whoever is refused. */
  @IsString()
  @Length(1, 500)
  reason!: string;
}

export class RevocationResponse {
  scope!: 'version' | 'namespace';
  /** Manifest digest, or namespace. */
  subject!: string;
  coordinates!: string;
  reason!: string;
  /** Publish sequence from which it holds. */
  sequence!: number;
}

export class RevocationList {
  items!: RevocationResponse[];
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
  /** Publish sequence of its enrolment. */
  enrolled_sequence!: number;
  revoked!: boolean;
  revoked_reason!: string | null;
  /** Publish sequence from which on its signatures do not count. */
  revoked_sequence!: number | null;
  /** Fingerprint of the key that took its place. */
  replaced_by!: string | null;
}

export class KeyList {
  items!: KeyResponse[];
}

export class TrustPath {
  @IsIn(['root.json', 'keys.json'])
  document!: 'root.json' | 'keys.json';
}

export class RootPath {
  /** Number of the version, with `.json` behind it. */
  @Matches(/^[1-9]\d{0,5}\.json$/)
  document!: string;
}

export class RootResponse {
  id!: string;
  version!: number;
  /** How many of its keys must sign the next version. */
  threshold!: number;
  /** Until when it may be used while it is the newest; null for ever. */
  expires!: string | null;
}
