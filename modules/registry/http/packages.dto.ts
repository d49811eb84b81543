import { IsIn, IsString, Length, Matches, MaxLength } from 'class-validator';
import { Optional } from '../../../src/http/optional.js';

const DIGEST = /^[0-9a-f]{64}$/;

export class PackagePath {
  @MaxLength(39)
  namespace!: string;

  @MaxLength(64)
  name!: string;
}

export class VersionPath extends PackagePath {
  @MaxLength(64)
  version!: string;
}

export class DigestPath {
  @Matches(DIGEST)
  digest!: string;
}

export class EvidencePath {
  @Matches(DIGEST)
  manifest_digest!: string;
}

export class PublishQuery {
  /** Who may use the package: your org, or every org of the instance. Left out, it stays as it is; new ones are private. */
  @Optional()
  @IsIn(['private', 'public'])
  visibility?: 'private' | 'public';
}

export class ResolveQuery {
  /** `name` or `namespace/name`, with `@range` where wanted. */
  @IsString()
  @Length(1, 250)
  reference!: string;
}

export class ReasonBody {
  /** Why; shown to whoever meets it. */
  @IsString()
  @Length(1, 500)
  reason!: string;
}

export class ComponentResponse {
  namespace!: string;
  package!: string;
  /** Of the package. */
  version!: string;
  name!: string;
  node_type!: string;
  component_version!: string;
  /** SHA-256 of the component. */
  digest!: string;
}

export class ResolvedComponentResponse extends ComponentResponse {
  manifest_digest!: string;
}

export class VersionResponse {
  namespace!: string;
  name!: string;
  version!: string;
  kind!: string;
  visibility!: string;
  /** Orders publishes and revocations. */
  sequence!: number;
  /** SHA-256 of the signed view; its manifest is at /api/v1/manifests/{digest}. */
  manifest_digest!: string;
  archive_digest!: string;
  archive_size!: number;
  key_fingerprint!: string;
  published_at!: string;
  yanked!: boolean;
  yanked_reason!: string | null;
  deprecated!: boolean;
  deprecated_reason!: string | null;
  retired!: boolean;
  retired_reason!: string | null;
}

export class VersionDetailResponse extends VersionResponse {
  components!: ComponentResponse[];
}

export class PublishReceiptResponse extends VersionDetailResponse {
  /** False when the same bytes had been published before. */
  created!: boolean;
}

export class VersionList {
  items!: VersionResponse[];
}

export class PackagePage {
  items!: VersionResponse[];
  next_cursor!: string | null;
}
