import { Type } from 'class-transformer';
import { IsInt, IsObject, IsString, Length, Max, Min, ValidateNested } from 'class-validator';
import { AsSent } from '../../../src/http/as-sent.js';
import { Optional } from '../../../src/http/optional.js';

export class RunOptions {
  /** Nodes at a time. */
  @IsInt()
  @Min(1)
  @Max(20)
  max_parallel: number = 5;
}

export class RunBody {
  /** Id or name of a stored blueprint, or the reference of a workflow or bundle. */
  @Optional()
  @IsString()
  @Length(1, 300)
  blueprint_id?: string;

  /** A blueprint itself, instead of `blueprint_id`. */
  @Optional()
  @IsObject()
  @AsSent()
  blueprint?: Record<string, unknown>;

  @IsObject()
  @AsSent()
  inputs: Record<string, unknown> = {};

  @IsObject()
  @ValidateNested()
  @Type(() => RunOptions)
  options: RunOptions = new RunOptions();
}

export class RunPath {
  @IsString()
  @Length(1, 300)
  run_id!: string;
}

export class RunStartedResponse {
  /** The id of the execution: `/api/v1/executions/{run_id}` is the same run. */
  run_id!: string;
  status_endpoint!: string;
  events_endpoint!: string;
}

export class RunResponse {
  run_id!: string;
  /** Null while it runs. */
  success!: boolean | null;
  start_time!: string | null;
  end_time!: string | null;
  /** Node id to its output. */
  output!: object | null;
  error!: string | null;
}
