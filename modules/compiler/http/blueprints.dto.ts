import { IsIn, IsRFC3339, IsString, Length, Matches, MaxLength } from 'class-validator';
import { Optional } from '../../../src/http/optional.js';
import { PageQuery } from '../../../src/http/query.js';

export class BlueprintPath {
  @IsString()
  @MaxLength(300)
  id!: string;
}

export class BlueprintVersionPath extends BlueprintPath {
  /** The lock that the version had. */
  @Matches(/^[0-9a-f]{64}$/)
  lock!: string;
}

export class BlueprintsQuery extends PageQuery {
  /** Only those whose name holds this text, in any case. */
  @Optional()
  @IsString()
  @Length(1, 200)
  name?: string;

  /** Only those of this project. */
  @Optional()
  @Matches(/^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/)
  project_id?: string;

  /** Only those that use this component: `name`, or `namespace/name` where they write that. */
  @Optional()
  @IsString()
  @Length(1, 140)
  component?: string;

  /** Only those changed at or after this time. */
  @Optional()
  @IsRFC3339()
  updated_since?: string;

  /** Only those changed before this time. */
  @Optional()
  @IsRFC3339()
  updated_before?: string;

  /** `created`: the newest first; `updated`: the last changed first. */
  @IsIn(['created', 'updated'])
  sort: 'created' | 'updated' = 'created';
}

export class ValidateQuery {
  /** `draft`: what may be stored; `executable`: what can be run. */
  @Optional()
  @IsIn(['draft', 'executable'])
  level?: 'draft' | 'executable';
}

export class WrittenResponse {
  id!: string;
  /** What the next change has to name. */
  version_lock!: string;
}

export class PatchedResponse {
  id!: string;
  node_count!: number;
}

export class BlueprintResponse {
  /** The blueprint itself. */
  data!: object;
  version_lock!: string;
}

export class BlueprintSummary {
  id!: string;
  name!: string;
  project_id!: string | null;
  node_count!: number;
  /** Names of the components it uses, each also without its name space. */
  components!: string[];
  /** Of the version: 1, and one more with every change. */
  version!: number;
  version_lock!: string;
  created_at!: string;
  updated_at!: string;
}

export class BlueprintPage {
  items!: BlueprintSummary[];
  next_cursor!: string | null;
}

export class BlueprintVersionSummary {
  /** 1, and one more with every change. */
  version!: number;
  version_lock!: string;
  name!: string;
  node_count!: number;
  /** Whether it is the present one. */
  current!: boolean;
  /** SHA-256 of the token that wrote it. */
  changed_by!: string;
  changed_at!: string;
}

export class BlueprintVersionPage {
  items!: BlueprintVersionSummary[];
  next_cursor!: string | null;
}

export class BlueprintVersionResponse extends BlueprintVersionSummary {
  /** The blueprint as it was. */
  data!: object;
}

export class FindingResponse {
  code!: string;
  /** JSON pointer into the blueprint. */
  pointer!: string;
  detail!: string;
  fix?: string;
  /** `error` refuses, `warning` does not. */
  severity!: string;
  node_id?: string;
  /** Of `component-refused`: the code of the load gate. */
  refusal?: string;
}

export class NeededPermissionResponse {
  /** A host interface, `iceos:host/http`. */
  interface!: string;
  version!: string;
  /** Hosts that any of the components may reach. */
  hosts?: string[];
  /** `namespace/name@version` of those that declare it. */
  components!: string[];
}

export class ValidationResponse {
  valid!: boolean;
  level!: string;
  errors!: FindingResponse[];
  warnings!: FindingResponse[];
  /** What its components together may ask of the host, as far as they are known. */
  permissions!: NeededPermissionResponse[];
}

export class FrozenResponse {
  /** SHA-256 of the canonical bytes of `frozen`. */
  digest!: string;
  frozen!: object;
}
