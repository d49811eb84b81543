import { IsIn, IsInt, IsNumber, IsObject, IsString, Length, Max, Min } from 'class-validator';
import { AsSent } from '../../../src/http/as-sent.js';
import { Optional } from '../../../src/http/optional.js';
import { NumberInQuery } from '../../../src/http/query.js';

const POLICIES = ['halt_on_first_error', 'continue_if_possible', 'always_continue'] as const;
/** Longest that a request may wait for a run. */
const LONGEST_WAIT = 110;

export class StartQuery {
  /** Answer when the run has ended, or after this many seconds as it is then. */
  @Optional()
  @NumberInQuery()
  @IsNumber()
  @Min(0)
  @Max(LONGEST_WAIT)
  wait_seconds?: number;
}

export class StartMembers {
  /** Id of a stored blueprint, or the reference of a workflow or bundle, such as `seller_assistant`. */
  @Optional()
  @IsString()
  @Length(1, 300)
  blueprint_id?: string;

  /** A blueprint itself, instead of `blueprint_id`. */
  @Optional()
  @IsObject()
  @AsSent()
  blueprint?: Record<string, unknown>;

  /** Reference of a tool to run by itself, instead of `blueprint_id`. */
  @Optional()
  @IsString()
  @Length(1, 300)
  tool?: string;

  @Optional()
  @IsObject()
  @AsSent()
  inputs?: Record<string, unknown>;

  /** What a failed node means for the others. */
  @Optional()
  @IsIn(POLICIES)
  failure_policy?: (typeof POLICIES)[number];

  /** Nodes at a time. */
  @Optional()
  @IsInt()
  @Min(1)
  @Max(20)
  max_parallel?: number;

  /** As in the query. */
  @Optional()
  @IsNumber()
  @Min(0)
  @Max(LONGEST_WAIT)
  wait_seconds?: number;
}

/** The members of the request, or an object `payload` that holds them. */
export class StartBody extends StartMembers {
  @Optional()
  @IsObject()
  @AsSent()
  payload?: Record<string, unknown>;
}

export class ExecutionPath {
  @IsString()
  @Length(1, 300)
  id!: string;
}

export class EventsQuery {
  /** Number of the last event that is known. `Last-Event-ID` says the same. */
  @NumberInQuery()
  @IsInt()
  @Min(0)
  after: number = 0;

  /** How many, where the answer is no stream. */
  @NumberInQuery()
  @IsInt()
  @Min(1)
  @Max(1000)
  limit: number = 500;
}

export class StartedResponse {
  execution_id!: string;
  /** `accepted`, `running`, `completed` or `failed`. */
  status!: string;
  frozen_digest!: string;
  result!: Record<string, unknown> | null;
  error!: string | null;
}

export class EventResponse {
  seq!: number;
  event!: string;
  node_id!: string | null;
  payload!: Record<string, unknown>;
  ts!: string;
}

export class ExecutionSummary {
  execution_id!: string;
  status!: string;
  blueprint_id!: string | null;
  created_at!: string;
  finished_at!: string | null;
  error!: string | null;
}

export class ExecutionResponse extends ExecutionSummary {
  frozen_digest!: string;
  inputs!: Record<string, unknown>;
  started_at!: string | null;
  result!: Record<string, unknown> | null;
  /** The first thousand; all are at /events. */
  events!: EventResponse[];
}

export class ExecutionList {
  executions!: ExecutionSummary[];
  next_cursor!: string | null;
}

export class EventList {
  items!: EventResponse[];
}

export class CanceledResponse {
  status!: 'canceled';
}
