import type { BlueprintNode } from '@iceos/core/blueprint';
import { NodeFailure } from './errors.js';
import type { Outcome } from './types.js';

/** What is counted, by the type of node that does it. */
const COUNTED = ['llm', 'tool', 'agent', 'workflow', 'code'] as const;

export type CountedCall = (typeof COUNTED)[number];

/** How much one run may do at most, whatever its blueprint says; what is absent has no ceiling (docs/spec/cost.md 8). */
export interface Ceilings {
  /** Nodes of a type that are carried out, attempts included. */
  readonly calls?: Readonly<Partial<Record<CountedCall, number>>>;
  /** Tokens of all calls of models; the call that passes it is the last. */
  readonly tokens?: number;
  /** How deep workflows are nested. */
  readonly depth?: number;
  /** Whether a node beyond a ceiling fails; otherwise the run says so and goes on. */
  readonly enforced: boolean;
}

/** Counts what a run does against its ceilings. It is told the same on a replay, so it says the same. */
export class CallCounter {
  private readonly counts = new Map<string, number>();

  constructor(private readonly ceilings: Ceilings | undefined) {}

  /** Counts `node`, which is about to be carried out; says which ceiling that is beyond. */
  begin(node: BlueprintNode, tokens: number, depth: number): NodeFailure | undefined {
    const { type } = node;
    const { calls = {}, tokens: mostTokens, depth: deepest } = this.ceilings ?? {};
    const count = this.add(type, 1);
    const most = isCounted(type) ? calls[type] : undefined;
    if (most !== undefined && count > most) return beyond(`more than ${most} calls of ${type} nodes`);
    if (type === 'llm' && mostTokens !== undefined && tokens >= mostTokens) {
      return beyond(`${tokens} tokens already, and ${mostTokens} are all it may have`);
    }
    if (type === 'workflow' && deepest !== undefined && depth >= deepest) {
      return beyond(`workflows nested deeper than ${deepest}`);
    }
    return undefined;
  }

  /** Counts the attempts of a node that has ended; its first was counted when it began. */
  end({ type }: BlueprintNode, outcome: Outcome): void {
    if (outcome.status !== 'skipped') this.add(type, outcome.meta.attempts - 1);
  }

  get enforced(): boolean {
    return this.ceilings?.enforced ?? true;
  }

  private add(type: string, more: number): number {
    const count = (this.counts.get(type) ?? 0) + more;
    this.counts.set(type, count);
    return count;
  }
}

function isCounted(type: string): type is CountedCall {
  return COUNTED.some((counted) => counted === type);
}

function beyond(what: string): NodeFailure {
  return new NodeFailure('ceiling-reached', `Budget violation: the run has ${what}.`, {
    hint: 'Let the run do less, or ask the operator to raise the ceiling (ICE_MAX_*).',
  });
}
