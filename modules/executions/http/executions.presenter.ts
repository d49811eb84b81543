import type { Execution, ExecutionEvent } from '../executions.types.js';
import type {
  EventResponse,
  ExecutionResponse,
  ExecutionSummary,
  StartedResponse,
} from './executions.dto.js';

export function presentStarted({ id, status, frozenDigest, result, error }: Execution): StartedResponse {
  return {
    execution_id: id,
    status,
    frozen_digest: frozenDigest,
    result: result ? { ...result } : null,
    error: error ?? null,
  };
}

export function presentSummary({
  id,
  status,
  blueprintRef,
  createdAt,
  finishedAt,
  error,
}: Execution): ExecutionSummary {
  return {
    execution_id: id,
    status,
    blueprint_id: blueprintRef ?? null,
    created_at: createdAt.toISOString(),
    finished_at: finishedAt?.toISOString() ?? null,
    error: error ?? null,
  };
}

export function presentExecution(execution: Execution, events: readonly ExecutionEvent[]): ExecutionResponse {
  return {
    ...presentSummary(execution),
    frozen_digest: execution.frozenDigest,
    inputs: { ...execution.inputs },
    started_at: execution.startedAt?.toISOString() ?? null,
    result: execution.result ? { ...execution.result } : null,
    events: events.map(presentEvent),
  };
}

export function presentEvent({ seq, event, nodeId, payload, at }: ExecutionEvent): EventResponse {
  return { seq, event, node_id: nodeId ?? null, payload: { ...payload }, ts: at.toISOString() };
}
