import { ALL, setting, type Fault, type Fields } from './target.js';

const dependingOn = (
  id: (target: Parameters<Fault['plant']>[0]) => string,
  where: Fault['where'],
): Fault => ({
  on: ALL,
  ...(where ? { where } : {}),
  plant(target) {
    const count = target.node.dependencies.push(id(target));
    return `${target.pointer}/dependencies/${count - 1}`;
  },
});

const nodesOf = ({ nodes }: { readonly nodes: readonly unknown[] }): Fields[] => nodes as Fields[];

export const GRAPH_FAULTS = {
  'id-duplicate': [
    {
      on: ALL,
      plant({ blueprint, node }) {
        const count = nodesOf(blueprint).push({ id: node.id, type: 'human', prompt_message: 'Again?' });
        return `/nodes/${count - 1}/id`;
      },
    },
  ],
  'dependency-missing': [dependingOn(() => 'nowhere', 'last')],
  'dependency-self': [dependingOn(({ node }) => node.id, 'last')],
  'dependency-container': [dependingOn(({ container }) => container?.id ?? '', 'nested')],
  'dependency-out-of-scope': [
    dependingOn(({ blueprint }) => {
      const loop = nodesOf(blueprint).find(({ type }) => type === 'loop');
      return String((loop as { body: Fields[] }).body[0]?.id);
    }, 'last'),
  ],
  'recursive-source-missing': [
    setting('recursive', { recursive_sources: ['nowhere'] }, '/recursive_sources/0'),
  ],
  cycle: [
    {
      on: ALL,
      where: 'last',
      plant({ blueprint, node, pointer }) {
        nodesOf(blueprint).push({
          id: 'round',
          type: 'human',
          prompt_message: 'Again?',
          dependencies: [node.id],
        });
        node.dependencies.push('round');
        return `${pointer}/dependencies`;
      },
    },
  ],
  'node-unreachable': 'elsewhere',
  'nodes-empty': [
    {
      on: ALL,
      plant({ blueprint }) {
        Object.assign(blueprint, { nodes: [], outputs: {} });
        return '/nodes';
      },
    },
  ],
  'id-shadows': [
    {
      on: ALL,
      where: 'last',
      plant({ blueprint, node, pointer }) {
        node.id = 'inputs';
        blueprint.outputs = {};
        return `${pointer}/id`;
      },
    },
  ],
} as const satisfies Record<string, readonly Fault[] | 'elsewhere'>;
