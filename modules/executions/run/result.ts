import { CodedError } from '@iceos/core/errors';
import { formatUsd } from '@iceos/core/money';
import type { RunResult } from '@iceos/runtime/interpreter';
import type { Execution, ExecutionResult } from '../executions.types.js';

/** What a run gave, in the form in which it is stored and served; `ended` is when it ended. */
export function presentResult(
  execution: Execution,
  result: RunResult | CodedError,
  ended: Date,
): ExecutionResult {
  const started = execution.startedAt ?? ended;
  const seconds = Math.max(0, (ended.getTime() - started.getTime()) / 1000);
  const metadata = {
    node_id: execution.id,
    node_type: 'workflow',
    name: execution.blueprintRef ?? execution.id,
    start_time: started.toISOString(),
    end_time: ended.toISOString(),
    duration: seconds,
    frozen_digest: execution.frozenDigest,
  };
  const common = { metadata, execution_time: seconds, budget_status: null };
  if (result instanceof CodedError) {
    return {
      ...common,
      success: false,
      error: result.code === 'run-canceled' ? 'canceled' : `${result.code}: ${result.message}`,
      output: {},
      outputs: null,
      usage: NO_TOKENS,
      token_stats: { total_tokens: 0, total_cost: 0, node_metrics: {} },
    };
  }
  return {
    ...common,
    success: result.success,
    error: result.error?.message ?? null,
    output: result.output,
    outputs: result.outputs ?? null,
    usage: { ...result.usage },
    token_stats: {
      total_tokens: result.usage.total_tokens,
      total_cost: Number(formatUsd(result.cost_nano_usd)),
      node_metrics: nodeMetrics(result),
    },
  };
}

const NO_TOKENS = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };

function nodeMetrics({ outcomes }: RunResult): Record<string, unknown> {
  const metrics: Record<string, unknown> = {};
  for (const [id, outcome] of outcomes) {
    if (outcome.status !== 'skipped')
      Object.defineProperty(metrics, id, { value: outcome.meta, enumerable: true });
  }
  return metrics;
}
