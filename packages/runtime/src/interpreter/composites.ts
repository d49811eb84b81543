import type { BlueprintNode } from '@iceos/core/blueprint';
import type { Json } from '@iceos/core/canonical';
import { inputContext } from './context.js';
import { failed, NodeFailure } from './errors.js';
import type { Frame, SequenceFrame } from './frame.js';
import type { Machine } from './machine.js';
import { shapeOutput } from './output.js';
import { ABSENT, valueAt } from './paths.js';
import { evaluateOutputs } from './outputs.js';
import type { NodeContext, Outcome } from './types.js';

type NodeOf<Type extends BlueprintNode['type']> = Extract<BlueprintNode, { type: Type }>;

/** A node that contains others. It carries nothing out itself, so it needs no task and is decided by the machine alone. */
export interface Composite {
  start(): void;
  childDone(frame: Frame): void;
}

/** Where a composite stands, and what it was given. */
interface Place {
  readonly machine: Machine;
  readonly frame: Frame;
  readonly number: number;
  readonly context: NodeContext;
  readonly path: string;
}

/** The composite for a node, or undefined for a node that is a task. Throws a `NodeFailure`. */
export function beginComposite(
  machine: Machine,
  frame: Frame,
  number: number,
  context: NodeContext,
  path: string,
): Composite | undefined {
  const node = frame.program.node(number);
  const place: Place = { machine, frame, number, context, path };
  switch (node.type) {
    case 'condition':
      return new ConditionComposite(place, node);
    case 'loop':
      return new LoopComposite(place, node);
    case 'parallel':
      return new ParallelComposite(place, node);
    case 'workflow':
      return new WorkflowComposite(place, node);
    default:
      return undefined;
  }
}

abstract class Base<Node extends BlueprintNode> implements Composite {
  constructor(
    protected readonly place: Place,
    protected readonly node: Node,
  ) {}

  abstract start(): void;
  abstract childDone(frame: Frame): void;

  protected complete(output: Json): void {
    const { machine, frame, number } = this.place;
    let outcome: Outcome;
    try {
      outcome = { status: 'completed', output: shapeOutput(this.node, output), meta: { attempts: 1 } };
    } catch (error) {
      outcome = failed(error);
    }
    machine.complete(frame, number, outcome);
  }

  protected fail(error: unknown): void {
    this.place.machine.complete(this.place.frame, this.place.number, failed(error));
  }

  protected open(member: string, names: NodeContext, path: string): SequenceFrame {
    const { machine, frame, number } = this.place;
    const child = machine.sequence(frame, number, member, names, path);
    machine.open(child, this);
    return child;
  }

  protected inner(names: Record<string, unknown>): NodeContext {
    return Object.assign(Object.create(null) as NodeContext, this.place.context, names);
  }
}

function childFailure(
  id: string,
  outcome: Extract<Outcome, { status: 'failed' }>,
  where: string,
): NodeFailure {
  return new NodeFailure('branch-failed', `${where}: ${id}: ${outcome.error.message}`, {
    data: { node_id: id, cause: { ...outcome.error } },
  });
}

class ConditionComposite extends Base<NodeOf<'condition'>> {
  private result = false;

  start(): void {
    const { expression } = this.node;
    try {
      this.result = this.place.frame.program.condition(expression).test(this.place.context);
    } catch (error) {
      throw new NodeFailure(
        'condition-invalid',
        `Failed to evaluate condition '${expression}': ${(error as Error).message}`,
      );
    }
    this.open(`${this.result}_path`, this.inner({ condition_result: this.result }), `${this.place.path}.`);
  }

  childDone(frame: Frame): void {
    const failure = frame.failure();
    if (failure) this.fail(childFailure(failure.id, failure.outcome, `The ${this.result} path failed`));
    else
      this.complete({
        result: this.result,
        branch: String(this.result),
        expression: this.node.expression,
        branch_outputs: frame.outputs(),
      });
  }
}

class LoopComposite extends Base<NodeOf<'loop'>> {
  private items: readonly unknown[] = [];
  private readonly frames = new Map<Frame, number>();
  private readonly outputs: Json[] = [];
  private next = 0;
  private left = 0;
  private broken: NodeFailure | undefined;

  start(): void {
    const { items_source: source, max_iterations: most } = this.node;
    const items = valueAt(this.place.context, source);
    if (!Array.isArray(items)) {
      throw new NodeFailure('items-not-a-list', `'${source}' did not resolve to a list.`, {
        hint: 'Name a list by its path, such as csv.rows.',
      });
    }
    this.items = most ? items.slice(0, most) : items;
    this.left = this.items.length;
    if (this.left === 0) this.complete([]);
    else if (this.node.parallel) while (this.next < this.items.length) this.iterate();
    else this.iterate();
  }

  childDone(frame: Frame): void {
    const index = this.frames.get(frame) ?? 0;
    const failure = frame.failure();
    if (failure) this.broken ??= childFailure(failure.id, failure.outcome, `Item ${index} failed`);
    this.outputs[index] = (frame as SequenceFrame).lastOutput();
    this.frames.delete(frame);
    this.left--;
    if (this.broken && (!this.node.parallel || this.left === 0)) this.fail(this.broken);
    else if (this.left === 0) this.complete(this.outputs);
    else if (!this.node.parallel) this.iterate();
  }

  private iterate(): void {
    const index = this.next++;
    const names = this.inner({ loop_index: index, [this.node.item_var ?? 'item']: this.items[index] });
    this.frames.set(this.open('body', names, `${this.place.path}[${index}].`), index);
  }
}

class ParallelComposite extends Base<NodeOf<'parallel'>> {
  private readonly frames = new Map<Frame, number>();
  private readonly results: Record<string, Json>[] = [];
  private next = 0;
  private left = 0;

  start(): void {
    this.left = this.node.branches.length;
    if (this.left === 0) this.completeAll();
    const width = Math.min(this.node.max_concurrency ?? this.left, this.left);
    for (let branch = 0; branch < width; branch++) this.openNext();
  }

  childDone(frame: Frame): void {
    const index = this.frames.get(frame) ?? 0;
    const failure = frame.failure();
    this.results[index] = failure
      ? { branch_error: `${failure.id}: ${failure.outcome.error.message}`, branch_index: index }
      : frame.outputs();
    this.left--;
    if (this.next < this.node.branches.length) this.openNext();
    else if (this.left === 0) this.completeAll();
  }

  private openNext(): void {
    const index = this.next++;
    this.frames.set(
      this.open(`branches/${index}`, this.inner({ branch_index: index }), `${this.place.path}[${index}].`),
      index,
    );
  }

  private completeAll(): void {
    const all = this.node.merge_outputs === false ? [] : [...gathered(this.results)];
    const merged = Object.fromEntries(
      all.map(([id, outputs]) => [id, outputs.length === 1 ? (outputs[0] as Json) : outputs]),
    );
    this.complete({
      branch_results: this.results,
      completed_branches: this.results.length,
      strategy: 'all',
      merged,
    });
  }
}

/** Outputs by node id over all branches that did not fail. */
function gathered(results: readonly Record<string, Json>[]): Map<string, Json[]> {
  const byId = new Map<string, Json[]>();
  for (const result of results) {
    if ('branch_error' in result) continue;
    for (const [id, output] of Object.entries(result)) byId.set(id, [...(byId.get(id) ?? []), output]);
  }
  return byId;
}

class WorkflowComposite extends Base<NodeOf<'workflow'>> {
  start(): void {
    const { machine, frame, context, path } = this.place;
    const program = machine.options.workflow(this.node.workflow_ref);
    if (!program)
      throw new NodeFailure(
        'workflow-unresolved',
        `The workflow ${this.node.workflow_ref} was not resolved.`,
      );
    if (frame.depth >= machine.options.maxDepth) {
      throw new NodeFailure(
        'workflow-too-deep',
        `Workflows are nested deeper than ${machine.options.maxDepth}.`,
      );
    }
    const { inputs: _outer, ...names } = context;
    machine.open(machine.graph(program, inputContext(names), `${path}.`, frame.depth + 1), this);
  }

  childDone(frame: Frame): void {
    const failure = frame.failure();
    if (failure) {
      this.fail(childFailure(failure.id, failure.outcome, `The workflow ${this.node.workflow_ref} failed`));
      return;
    }
    try {
      this.complete(this.exposed(frame));
    } catch (error) {
      this.fail(error);
    }
  }

  private exposed(frame: Frame): Json {
    const outputs =
      evaluateOutputs(
        frame.program,
        Object.assign(Object.create(null) as NodeContext, frame.base, frame.outputs()),
      ) ?? frame.outputs();
    const mapping = Object.entries(this.node.exposed_outputs ?? {});
    if (mapping.length === 0) return outputs;
    return Object.fromEntries(
      mapping.map(([name, path]) => {
        const value = valueAt(outputs, path);
        return [name, value === ABSENT ? null : (value as Json)];
      }),
    );
  }
}
