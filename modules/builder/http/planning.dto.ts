import {
  IsArray,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsString,
  Length,
  Matches,
  Max,
  Min,
} from 'class-validator';
import { AsSent } from '../../../src/http/as-sent.js';
import { Optional } from '../../../src/http/optional.js';
import { PartialFindingResponse } from './partials.dto.js';

const LANGUAGES = ['python', 'javascript', 'typescript'] as const;

export class PlanBody {
  /** What is to be done, in words. */
  @IsString()
  @Length(1, 10_000)
  text!: string;

  /** What the canvas shows: its nodes, and `builder_hints`, which are given back. */
  @IsObject()
  @AsSent()
  canvas_state: Record<string, unknown> = {};

  @Optional()
  @IsString()
  @Length(1, 64)
  provider?: string;

  @Optional()
  @IsString()
  @Length(1, 200)
  model?: string;

  @Optional()
  @IsNumber()
  @Min(0)
  @Max(2)
  temperature?: number;
}

export class PatchResponse {
  action!: string;
  node!: object;
}

export class PlanResponse {
  patches!: PatchResponse[];
  /** From `builder_hints`, as the next six are unless they say otherwise. */
  questions?: unknown;
  missing_fields?: unknown;
  usage?: unknown;
  provider?: unknown;
  model?: unknown;
  /** US dollars for the tokens of `usage`. */
  cost_estimate_usd!: number;
}

export class ProposeBody {
  /** What is to be done, in words. */
  @IsString()
  @Length(1, 10_000)
  text!: string;

  /** A partial blueprint to go on from. */
  @Optional()
  @IsObject()
  @AsSent()
  base?: Record<string, unknown>;
}

export class ApplyBody {
  /** A partial blueprint, which is not stored. */
  @IsObject()
  @AsSent()
  blueprint!: Record<string, unknown>;

  /** Changes as PUT on a partial blueprint takes them, at most 50. */
  @IsArray()
  @AsSent()
  patches: unknown[] = [];
}

export class SketchResponse {
  /** As it was sent. */
  blueprint_id?: string;
  schema_version!: string;
  nodes!: object[];
  metadata!: object;
  is_complete!: boolean;
  validation_errors!: string[];
  next_suggestions!: string[];
  findings!: PartialFindingResponse[];
}

export class SketchedResponse {
  blueprint!: SketchResponse;
}

export class PreviewBody {
  /** Python is refused: no interpreter of it here is a sandbox. */
  @IsIn(LANGUAGES)
  language: (typeof LANGUAGES)[number] = 'javascript';

  /** The body of a function, as in a code node. */
  @IsString()
  @Length(1, 65_536)
  code!: string;

  /** What the code sees as `inputs`. */
  @IsObject()
  @AsSent()
  inputs: Record<string, unknown> = {};

  /** Capabilities of the host, such as `kv`. */
  @IsArray()
  @Matches(/^[\w.:-]{1,100}$/, { each: true })
  imports: string[] = [];

  @IsInt()
  @Min(1)
  @Max(30)
  timeout_seconds: number = 5;
}

export class PreviewResponse {
  success!: boolean;
  /** What the code returned; null when it failed. */
  output!: unknown;
  error!: string | null;
  /** What it wrote to the console, `level: text`, the first 200. */
  logs!: string[];
}
