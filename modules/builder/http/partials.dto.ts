import { IsArray, IsBoolean, IsIn, IsInt, IsString, Length, Max, MaxLength, Min } from 'class-validator';
import type { NodeType } from '@iceos/core/blueprint';
import { Optional } from '../../../src/http/optional.js';
import { ALL_TYPES } from '../ranking/node-types.js';

export class PartialPath {
  @IsString()
  @MaxLength(300)
  id!: string;
}

export class SuggestBody {
  /** How many suggestions of each kind. */
  @IsInt()
  @Min(1)
  @Max(20)
  top_k: number = 5;

  /** Types of nodes to choose from; without any: tool, llm, condition, loop, parallel. */
  @IsArray()
  @IsIn(ALL_TYPES, { each: true })
  allowed_types: NodeType[] = [];

  /** What you look for, in words; without it the open inputs say it. */
  @Optional()
  @IsString()
  @Length(1, 500)
  query?: string;

  /** Keep the suggestions in the partial blueprint; needs the version lock, and changes it. */
  @IsBoolean()
  commit: boolean = false;
}

export class PartialFindingResponse {
  code!: string;
  /** JSON pointer into the partial blueprint. */
  pointer!: string;
  detail!: string;
  fix?: string;
  /** `error`: it is not complete; `warning`: it may be finalized. */
  severity!: string;
  node_id?: string;
}

export class PartialResponse {
  blueprint_id!: string;
  schema_version!: string;
  /** Each node with `pending_inputs`, `pending_outputs` (`{name, type, schema}`) and `suggestions`. */
  nodes!: object[];
  metadata!: object;
  is_complete!: boolean;
  /** Why it is not complete. */
  validation_errors!: string[];
  next_suggestions!: string[];
  /** The same with places and ways to mend it, and warnings. */
  findings!: PartialFindingResponse[];
  /** What the next change has to name. */
  version_lock!: string;
  created_at!: string;
  /** It is dropped then, unless it is changed before. */
  expires_at!: string;
}

export class FinalizedResponse {
  /** Name of the blueprint, for executions and everything else. */
  blueprint_id!: string;
  status!: 'accepted';
}

export class TypeSuggestionResponse {
  type!: string;
  reason!: string;
  /** Between 0 and 1. */
  confidence!: number;
  /** A node to fill in and add. */
  template!: object;
}

export class ComponentSuggestionResponse {
  /** tool, agent or workflow. */
  type!: string;
  /** `namespace/name`. */
  reference!: string;
  title!: string | null;
  reason!: string;
  /** Between 0 and 1, made of `parts`; 0 for what this cluster does not load. */
  score!: number;
  /** Each between 0 and 1: how its schemas fit, how it answers what is looked for, and how little it costs. */
  parts!: SuggestionParts;
  /** Whether the load gate admits it here and now; otherwise `refusal` says why not. */
  loadable!: boolean;
  refusal!: string | null;
  /** Required inputs that nothing feeds yet. */
  missing_inputs!: string[];
  /** Open inputs that its outputs would feed, as `node.input`. */
  fills!: string[];
  /** The node to add. */
  template!: object;
}

export class SuggestionParts {
  fit!: number;
  search!: number;
  cost!: number;
}

export class SuggestionContext {
  node_count!: number;
  /** Whether an open input or output sounds like a list. */
  has_list_hint!: boolean;
}

export class SuggestResponse {
  suggestions!: TypeSuggestionResponse[];
  components!: ComponentSuggestionResponse[];
  context!: SuggestionContext;
}
