import type { BlueprintNode } from '@iceos/core/blueprint';
import type { Json } from '@iceos/core/canonical';
import type { Violation } from '@iceos/core/value-schema';
import { setTimeout as sleep } from 'node:timers/promises';
import { nodeErrorOf, NodeFailure } from './errors.js';
import { runCode, runLlm, runTool } from './leaves.js';
import type { Task } from './machine.js';
import { RUN_NODE_TYPES } from './node-types.js';
import { shapeOutput } from './output.js';
import { attemptsOf, type Attempts } from './attempts.js';
import { Reports } from './reports.js';
import { Spent } from './spent.js';
import type { Outcome, OutcomeMeta, RunEvent, SandboxUsage, TokenUsage } from './types.js';

interface Call {
  /** `execution:path`: whoever carries the call out does it once per key, as far as that is in its power. */
  readonly key: string;
  /** Aborts when the attempt is over its time or the run is stopped. */
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** Told of log lines and host calls of the component. */
  readonly onEvent: (
    event: 'node.log' | 'node.host_call',
    payload: Readonly<Record<string, unknown>>,
  ) => void;
  /** Told what each sandboxed call took, however it ended. */
  readonly onUsage: (usage: Omit<SandboxUsage, 'calls'>) => void;
}

/** What carrying a task out is given: a call, and who is told what it cost. */
export interface TaskCall extends Call {
  /** Told what each call of a model cost, whatever becomes of its answer. */
  readonly onCost: (nanoUsd: number) => void;
}

export interface ToolCall extends Call {
  /** The reference as the blueprint has it. */
  readonly tool: string;
  readonly input: Record<string, Json>;
  /** What the node leaves of the permissions of the tool; undefined leaves all of them. */
  readonly permissions?: NonNullable<Extract<BlueprintNode, { type: 'tool' }>['permissions']>;
}

export interface ToolResult {
  readonly output: Json;
}

export interface CodeCall extends Call {
  readonly language: 'javascript' | 'typescript';
  readonly source: string;
  readonly input: Record<string, Json>;
  /** The host interfaces that the code may call, by name, besides those that every code may. */
  readonly imports: readonly string[];
}

export interface LlmCall extends Call {
  readonly provider: string;
  readonly model: string;
  readonly prompt: string;
  readonly temperature: number | undefined;
  readonly maxTokens: number | undefined;
  readonly config: Readonly<Record<string, unknown>>;
}

export interface LlmResult {
  readonly text: string;
  readonly usage: TokenUsage;
  /** By the list of models; absent where it is free. */
  readonly cost_nano_usd?: number;
}

/** Everything outside the interpreter that a task may need; whoever runs a blueprint brings it. */
export interface Services {
  /** Schemas of a tool, by reference: what it takes and what it gives. Throws when it was not resolved. */
  toolSchemas(tool: string): {
    readonly input: Readonly<Record<string, unknown>>;
    readonly output: Readonly<Record<string, unknown>>;
  };
  /** What about `value` does not fit `schema`. Without it, values are checked where the interpreter runs. */
  violations?(schema: Readonly<Record<string, unknown>>, value: unknown): Promise<Violation[]>;
  callTool(call: ToolCall): Promise<ToolResult>;
  runCode(call: CodeCall): Promise<ToolResult>;
  callModel(call: LlmCall): Promise<LlmResult>;
}

export interface TaskOptions {
  readonly run: string;
  readonly services: Services;
  readonly signal: AbortSignal;
  readonly now: () => Date;
  readonly onEvents: (events: readonly RunEvent[]) => Promise<void>;
}

/** What carrying a node out gave, before it is recorded. */
export interface Done {
  readonly output: Json;
  readonly usage?: TokenUsage;
}

/** Carries a task out, with its retries and time limits. Always answers with an outcome, never throws. */
export async function runTask(task: Task, options: TaskOptions): Promise<Outcome> {
  const reports = new Reports(options.onEvents);
  const outcome = await attemptTask(task, options, reports);
  await reports.end();
  return outcome;
}

async function attemptTask(task: Task, options: TaskOptions, reports: Reports): Promise<Outcome> {
  const attempts = attemptsOf(task.node);
  const startedAt = options.now().toISOString();
  const spent = new Spent();
  const meta = (count: number): OutcomeMeta => ({
    started_at: startedAt,
    ended_at: options.now().toISOString(),
    attempts: count,
    ...spent.meta(),
  });
  for (let attempt = 1; ; attempt++) {
    try {
      const { output, usage } = await runAttempt(task, attempt, attempts, options, { reports, spent });
      return {
        status: 'completed',
        output: shapeOutput(task.node, output),
        meta: { ...meta(attempt), ...(usage ? { usage } : {}) },
      };
    } catch (fault) {
      const error = nodeErrorOf(fault);
      if (!error.retryable || attempt >= attempts.max || options.signal.aborted)
        return { status: 'failed', error, meta: meta(attempt) };
      await sleep(attempts.waitMs(attempt), undefined, { signal: options.signal }).catch(() => undefined);
    }
  }
}

async function runAttempt(
  task: Task,
  attempt: number,
  { timeoutMs }: Attempts,
  options: TaskOptions,
  { reports, spent }: { readonly reports: Reports; readonly spent: Spent },
): Promise<Done> {
  const deadline = AbortSignal.timeout(timeoutMs);
  const call: TaskCall = {
    key: `${options.run}:${task.path}`,
    signal: AbortSignal.any([deadline, options.signal]),
    timeoutMs,
    onEvent: reporter(task, attempt, reports),
    onUsage: (usage) => spent.add(usage),
    onCost: (nanoUsd) => spent.pay(nanoUsd),
  };
  try {
    return await carryOut(task, call, options.services);
  } catch (error) {
    if (options.signal.aborted) throw new NodeFailure('run-canceled', 'The run was canceled.');
    if (!deadline.aborted) throw error;
    throw new NodeFailure('node-timeout', `${task.path} was not done within ${timeoutMs / 1000} s.`, {
      retryable: true,
      hint: 'Raise timeout_seconds of the node, or make it do less.',
    });
  }
}

function carryOut(task: Task, call: TaskCall, services: Services): Promise<Done> {
  const node: BlueprintNode = task.node;
  switch (node.type) {
    case 'tool':
      return runTool(task, node, call, services);
    case 'llm':
      return runLlm(task, node, call, services);
    case 'code':
      return runCode(task, node, call, services);
    default:
      throw new NodeFailure('node-type-unsupported', `This iceOS does not run ${node.type} nodes.`, {
        hint: `Use nodes of these types: ${[...RUN_NODE_TYPES].join(', ')}.`,
      });
  }
}

/** Log lines and host calls of one attempt as events. Their keys count up, so that none is lost and none told twice. */
function reporter(task: Task, attempt: number, reports: Reports): Call['onEvent'] {
  let count = 0;
  return (event, payload) => {
    const key = `${event}:${task.path}:${attempt}:${count++}`;
    reports.add({ key, event, node_id: task.node.id, payload: { path: task.path, ...payload } });
  };
}
