import { setImmediate as turn } from 'node:timers/promises';
import type { BlueprintFinding, DraftNode } from '@iceos/core/blueprint';
import type { ComponentUse, Resolution } from '@iceos/core/checks';
import type { Finding } from '@iceos/core/errors';
import { holesOf, takesArguments, type NodeHoles } from './holes.js';
import { schemasOf, type NodeSchemas } from './schemas.js';

type Found = Finding & Partial<Pick<BlueprintFinding, 'nodeId'>>;

export interface ReviewedNode extends NodeHoles {
  readonly node: DraftNode;
  readonly schemas: NodeSchemas;
  /** How to mend what is wrong with it. */
  readonly suggestions: readonly string[];
}

/** A partial blueprint with everything that can be said about it. */
export interface Review {
  readonly nodes: readonly ReviewedNode[];
  readonly complete: boolean;
  /** Why it is not complete, one sentence each. */
  readonly errors: readonly string[];
  /** The same with places, and warnings. */
  readonly findings: readonly Found[];
  readonly suggestions: readonly string[];
}

const VALID = 'Blueprint is valid! Finalize it, and run it by the id that you are given.';
/** Names that a sentence lists. */
const MOST_SAID = 20;
const EMPTY = 'No nodes added yet';

/** Nodes that are looked at before others get a turn: each may need a hundred inputs, from any of the others. */
const SLICE = 10;

/**
 * Reviews the nodes of a partial blueprint, given what the compiler found at the level of what can be run. Others get their
 * turn while many nodes are looked at.
 */
export async function reviewOf(
  nodes: readonly DraftNode[],
  compiled: readonly BlueprintFinding[],
  resolve: (use: ComponentUse) => Resolution,
): Promise<Review> {
  const typed = nodes.map((node) => ({ node, schemas: schemasOf(node, resolve) }));
  const holes: NodeHoles[] = [];
  for (const found of holesOf(typed)) if (holes.push(found) % SLICE === 0) await turn();
  const findings = [...compiled.map((found) => reworded(found, nodes)), ...unconnected(typed, holes)];
  const errors = findings.filter(({ severity }) => severity === 'error');
  const fixes = (found: readonly Found[]) => [...new Set(found.flatMap(({ fix }) => fix ?? []))];
  const byNode = Map.groupBy(findings, ({ nodeId }) => nodeId);
  return {
    nodes: typed.map((one, at) => ({
      ...one,
      inputs: holes[at]?.inputs ?? [],
      outputs: holes[at]?.outputs ?? [],
      suggestions: fixes(byNode.get(one.node.id) ?? []),
    })),
    complete: errors.length === 0 && nodes.length > 0,
    errors: errors.map(({ detail }) => detail),
    findings,
    suggestions: errors.length === 0 ? [VALID] : fixes(errors),
  };
}

/** The sentences that clients of partial blueprints know. */
function reworded(found: BlueprintFinding, nodes: readonly DraftNode[]): Found {
  switch (found.code) {
    case 'nodes-empty':
      return { ...found, detail: EMPTY };
    case 'dependency-missing': {
      const missing = valueAt(nodes, found.pointer);
      return typeof missing === 'string'
        ? { ...found, detail: `Node ${found.nodeId} depends on non-existent node ${missing}` }
        : found;
    }
    case 'tool-unknown':
    case 'agent-unknown':
    case 'workflow-unknown': {
      const [type = ''] = found.code.split('-');
      const name = valueAt(nodes, found.pointer);
      if (typeof name !== 'string') return found;
      return {
        ...found,
        detail: `${type.charAt(0).toUpperCase()}${type.slice(1)} '${name}' not found in registry`,
        fix: `Check the definition of '${name}' with /components/validate and publish it, or use another component.`,
      };
    }
    default:
      return found;
  }
}

/** One finding for each node that lacks inputs. What only the run can bring is no fault of the node. */
function unconnected(typed: readonly { readonly node: DraftNode }[], holes: readonly NodeHoles[]): Found[] {
  return typed.flatMap(({ node }, at) => {
    const names = holes[at]?.inputs.map(({ name }) => name) ?? [];
    if (names.length === 0) return [];
    const said = names.slice(0, MOST_SAID).join(', ') + (names.length > MOST_SAID ? ', …' : '');
    return [
      {
        code: 'inputs-unconnected',
        pointer: `/nodes/${at}`,
        detail: `Node ${node.id} has unconnected inputs: [${said}]`,
        fix: takesArguments(node)
          ? `Map ${said} from a dependency, or give arguments such as {{ inputs.${names[0]} }}.`
          : `Map ${said} from a dependency, or bring them as inputs of the run.`,
        severity: takesArguments(node) ? ('error' as const) : ('warning' as const),
        nodeId: node.id,
      },
    ];
  });
}

/** What stands at a pointer that begins with `/nodes`. */
function valueAt(nodes: readonly DraftNode[], pointer: string): unknown {
  let value: unknown = { nodes };
  for (const step of pointer.split('/').slice(1)) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return value;
}
