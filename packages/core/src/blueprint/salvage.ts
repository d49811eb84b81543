import { pointerStep, type BlueprintFinding } from './findings.js';
import { rawLists } from './nesting.js';

type Members = Readonly<Record<string, unknown>>;

/** A blueprint without the members that cannot be read, and the nodes that they were taken from. */
export interface Salvaged {
  readonly value: Members;
  /** Pointers of those nodes, and their ids. */
  readonly pointers: ReadonlySet<string>;
  readonly ids: ReadonlySet<string>;
}

/** Faults of one member, without which the rest can be read. */
const OF_A_MEMBER: ReadonlySet<string> = new Set(['field-unknown', 'field-type', 'field-value']);
/** Members that say what a node is: without them nothing about it can be told. */
const IDENTITY: ReadonlySet<string> = new Set(['id', 'type']);

/**
 * What is left of a document when the members of its nodes are taken out that `findings` name; undefined where something
 * else is wrong, such as a node without a type.
 */
export function salvage(value: Members, findings: readonly BlueprintFinding[]): Salvaged | undefined {
  if (!Array.isArray(value.nodes) || findings.some(({ code }) => !OF_A_MEMBER.has(code))) return undefined;
  const work = new Work(findings.map(({ pointer }) => pointer));
  const nodes = work.list(value.nodes, '/nodes');
  // Every finding must have been about a member of a node that was met.
  if (work.left.size > 0) return undefined;
  return { value: { ...value, nodes }, pointers: work.pointers, ids: work.ids };
}

class Work {
  readonly left: Set<string>;
  readonly pointers = new Set<string>();
  readonly ids = new Set<string>();

  constructor(pointers: readonly string[]) {
    this.left = new Set(pointers);
  }

  list(nodes: readonly unknown[], pointer: string): unknown[] {
    return nodes.map((node, index) => this.node(node, `${pointer}/${index}`));
  }

  private node(value: unknown, pointer: string): unknown {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    if (!this.isUnder(`${pointer}/`)) return value;
    const node = value as Members;
    const kept: Record<string, unknown> = { ...node };
    // Inner nodes first: what is left afterwards under a member of this node is about the member itself.
    for (const list of rawLists(node.type, node)) {
      const [, member = '', branch] = list.pointer.split('/');
      const nodes = this.list(list.nodes, `${pointer}${list.pointer}`);
      kept[member] = branch === undefined ? nodes : (kept[member] as unknown[]).with(Number(branch), nodes);
    }
    for (const member of Object.keys(node)) {
      if (IDENTITY.has(member) || !this.takes(`${pointer}${pointerStep(member)}`)) continue;
      delete kept[member];
      this.pointers.add(pointer);
      if (typeof node.id === 'string') this.ids.add(node.id);
    }
    return kept;
  }

  private isUnder(prefix: string): boolean {
    for (const one of this.left) if (one.startsWith(prefix)) return true;
    return false;
  }

  /** Whether a finding is about the member at `pointer` or what is in it; each is taken once. */
  private takes(pointer: string): boolean {
    const found = [...this.left].filter((one) => one === pointer || one.startsWith(`${pointer}/`));
    for (const one of found) this.left.delete(one);
    return found.length > 0;
  }
}
