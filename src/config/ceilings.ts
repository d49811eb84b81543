import type { Ceilings } from '@iceos/runtime/interpreter';
import type { EnvironmentReader } from './environment.js';
import { flag, integer, oneOf } from './kinds.js';

const RUNTIME_MODES = { production: 'production', development: 'development', demo: 'demo' } as const;

/** What one run may do at most, as the operator set it; undefined when nothing is set (docs/spec/cost.md 8). */
export function readCeilings(reader: EnvironmentReader): Ceilings | undefined {
  const count = (name: string) => reader.read(name, integer(0, 1_000_000_000));
  const counts = {
    llm: count('ICE_MAX_LLM_CALLS'),
    tool: count('ICE_MAX_TOOL_EXECUTIONS'),
    agent: count('ICE_MAX_AGENT_CALLS'),
    workflow: count('ICE_MAX_WORKFLOW_EXECUTIONS'),
    code: count('ICE_MAX_CODE_EXECUTIONS'),
  };
  const rest = { tokens: count('ICE_MAX_TOKENS'), depth: count('ICE_MAX_DEPTH') };
  const mode = reader.read('ICE_RUNTIME_MODE', oneOf(RUNTIME_MODES)) ?? 'production';
  const failOpen = reader.read('BUDGET_FAIL_OPEN', flag) ?? true;
  const calls = known(counts);
  const others = known(rest);
  if (Object.keys({ ...calls, ...others }).length === 0) return undefined;
  return { calls, ...others, enforced: mode === 'production' || !failOpen };
}

/** The members that have a value. */
function known<Name extends string>(
  counts: Readonly<Record<Name, number | undefined>>,
): Partial<Record<Name, number>> {
  return Object.fromEntries(Object.entries(counts).filter(([, value]) => value !== undefined)) as Partial<
    Record<Name, number>
  >;
}
