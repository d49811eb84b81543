import type { BlueprintNode } from '@iceos/core/blueprint';

/** Nodes as a Mermaid diagram: `graph TD;`, a line for each node, a line for each edge; dotted into nested lists. */
export function mermaidOf(nodes: readonly BlueprintNode[]): string {
  const names = new Map<string, string>();
  const lines: string[] = [];
  const edges: string[] = [];
  const show = (node: BlueprintNode, parent?: string, label = ''): void => {
    const name = `n${names.size}`;
    names.set(node.id, name);
    lines.push(`  ${name}["${escaped(`${node.id} (${node.type})`)}"];`);
    if (parent !== undefined) edges.push(`  ${parent} -. ${label} .-> ${name};`);
    for (const [at, list] of listsIn(node)) for (const inner of list) show(inner, name, at);
  };
  for (const node of nodes) show(node);
  for (const node of everyNode(nodes)) {
    for (const dependency of node.dependencies ?? []) {
      edges.push(
        `  ${names.get(dependency) ?? `missing["${escaped(dependency)}"]`} --> ${names.get(node.id)};`,
      );
    }
  }
  return `${['graph TD;', ...lines, ...edges].join('\n')}\n`;
}

function listsIn(node: BlueprintNode): [label: string, nodes: readonly BlueprintNode[]][] {
  switch (node.type) {
    case 'condition':
      return [
        ['true', node.true_path ?? []],
        ['false', node.false_path ?? []],
      ];
    case 'loop':
      return [['each', node.body]];
    case 'parallel':
      return node.branches.map((branch, at) => [`branch ${at}`, branch]);
    case 'tool':
    case 'llm':
    case 'agent':
    case 'workflow':
    case 'recursive':
    case 'code':
    case 'human':
    case 'monitor':
    case 'swarm':
      break;
  }
  return [];
}

function* everyNode(nodes: readonly BlueprintNode[]): Iterable<BlueprintNode> {
  for (const node of nodes) {
    yield node;
    for (const [, list] of listsIn(node)) yield* everyNode(list);
  }
}

/** Mermaid reads `#34;` in a label as the character of that number. */
function escaped(text: string): string {
  return text.replaceAll(/["#<>\n\\]/g, (character) => `#${character.charCodeAt(0)};`).slice(0, 200);
}
