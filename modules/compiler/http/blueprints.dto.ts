import { IsIn, IsString, MaxLength } from 'class-validator';
import { Optional } from '../../../src/http/optional.js';

export class BlueprintPath {
  @IsString()
  @MaxLength(300)
  id!: string;
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
  node_count!: number;
  version_lock!: string;
  created_at!: string;
  updated_at!: string;
}

export class BlueprintPage {
  items!: BlueprintSummary[];
  next_cursor!: string | null;
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
}

export class ValidationResponse {
  valid!: boolean;
  level!: string;
  errors!: FindingResponse[];
  warnings!: FindingResponse[];
}

export class FrozenResponse {
  /** SHA-256 of the canonical bytes of `frozen`. */
  digest!: string;
  frozen!: object;
}
