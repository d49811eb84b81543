import { Injectable } from '@nestjs/common';
import { fixOf } from '@iceos/core/blueprint';
import { exceedsBudget, type Cost, type CostDriver, type CostGap } from '@iceos/core/cost';
import { CodedError, type Finding } from '@iceos/core/errors';
import { formatUsd } from '@iceos/core/money';
import type { BillingCode } from '../billing.errors.js';
import type { Budget, Spender } from '../billing.types.js';
import { ReadBudgets } from './read-budgets.js';

/** The gate before a run (docs/spec/cost.md 7). */
@Injectable()
export class RequireBudget {
  constructor(private readonly budgets: ReadBudgets) {}

  /** Throws `budget-exceeded` with both amounts, and what to lower, by pointer. */
  async execute(spender: Spender, cost: Cost): Promise<void> {
    // What costs nothing keeps to every budget.
    if (cost.bound_nano_usd === 0) return;
    const [smallest] = await this.budgets.applying(spender);
    if (smallest && exceedsBudget(cost, smallest.nanoUsd)) throw exceeded(cost, smallest, spender);
  }
}

function exceeded(cost: Cost, budget: Budget, { project }: Spender): CodedError<BillingCode> {
  const bound = cost.bound_nano_usd === null ? null : formatUsd(cost.bound_nano_usd);
  const limit = formatUsd(budget.nanoUsd);
  const estimated = bound === null ? 'Estimated cost without a bound' : `Estimated cost $${bound}`;
  return new CodedError('budget-exceeded', `${estimated} exceeds budget $${limit}`, {
    hint: 'Lower what `errors` lists, the dearest first, or have the budget raised (/api/v1/budgets).',
    findings: [...cost.unbounded.map(gapFinding), ...cost.drivers.map(driverFinding)],
    data: {
      bound_usd: bound,
      expected_usd: formatUsd(cost.expected_nano_usd),
      budget_usd: limit,
      budget_of: budget.of,
      ...(budget.of === 'project' ? { project_id: project } : {}),
      price_list: cost.catalogue,
    },
  });
}

function gapFinding({ code, pointer, detail }: CostGap): Finding {
  const fix = fixOf(code);
  return { code, pointer, detail, severity: 'error', ...(fix === undefined ? {} : { fix }) };
}

const LOWER: Readonly<Record<string, string>> = {
  llm: 'Lower `max_tokens` or `llm_config.max_context_tokens`, or name a cheaper model.',
  agent: 'Lower `max_iterations`, `llm_config.max_tokens` or `llm_config.max_context_tokens`.',
  recursive: 'Lower `max_iterations`.',
  swarm: 'Lower `max_rounds`, or let fewer agents take part.',
  tool: 'Use a cheaper tool.',
  workflow: 'Use a cheaper workflow.',
};

function driverFinding({
  node_id: id,
  node_type: type,
  pointer,
  times,
  bound_nano_usd: bound,
}: CostDriver): Finding {
  const often = times === 1 ? 'once' : times === null ? 'any number of times' : `${times} times`;
  const share = bound === null ? 'without a bound' : `$${formatUsd(bound)} at most`;
  const fewer = times === 1 ? '' : ' Retry less, or lower `max_iterations` around it.';
  return {
    code: 'cost-driver',
    pointer,
    detail: `Node '${id}', done ${often}, costs ${share}.`,
    fix: `${LOWER[type] ?? 'Do it less often.'}${fewer}`,
    severity: 'error',
  };
}
