import type { DraftNode, NodeType } from '@iceos/core/blueprint';
import type { Generated } from '../valid.js';

export type Fields = Record<string, unknown>;

/** A node of a valid blueprint, into which a fault is to be put. */
export interface Target {
  readonly node: Fields & { id: string; type: string; dependencies: string[] };
  readonly pointer: string;
  /** The list that it stands in. Its first node is the tool `source`. */
  readonly list: (Fields & { id: string })[];
  readonly blueprint: Generated;
  readonly container: DraftNode | undefined;
}

export interface Fault {
  readonly on: readonly NodeType[];
  /** `last`: a node of the top that no other reads; `nested`: the last one in a container; otherwise any. */
  readonly where?: 'last' | 'nested';
  /** Puts the fault in, and gives the pointer at which it is to be found. */
  readonly plant: (target: Target) => string;
}

export const ALL: readonly NodeType[] = [
  'tool',
  'llm',
  'agent',
  'condition',
  'workflow',
  'loop',
  'parallel',
  'recursive',
  'code',
  'human',
  'monitor',
  'swarm',
];

/** A fault that is a field with another value; `at` is the pointer from the node, the field's unless given. */
export function setting(
  on: NodeType | readonly NodeType[],
  fields: Fields,
  at?: string,
  where?: Fault['where'],
): Fault {
  return {
    on: typeof on === 'string' ? [on] : on,
    ...(where ? { where } : {}),
    plant({ node, pointer }) {
      Object.assign(node, structuredClone(fields));
      return pointer + (at ?? `/${Object.keys(fields)[0]}`);
    },
  };
}

/** A fault that is a field left out; found at the node. */
export function lacking(on: NodeType | readonly NodeType[], field: string, where?: Fault['where']): Fault {
  return {
    on: typeof on === 'string' ? [on] : on,
    ...(where ? { where } : {}),
    plant({ node, pointer }) {
      delete node[field];
      return pointer;
    },
  };
}

/** Makes the node depend on the `source` of its list, and gives the id of that. */
export function readSource({ node, list }: Target): string {
  const id = list[0]?.id ?? '';
  if (!node.dependencies.includes(id)) node.dependencies.push(id);
  return id;
}

/** A fault in one text of the node that is a template. */
export function templating(text: (source: string) => string): Fault[] {
  return [
    {
      on: ['tool'],
      plant(target) {
        Object.assign(target.node, { tool_name: 'shout', tool_args: { text: text(readSource(target)) } });
        return `${target.pointer}/tool_args/text`;
      },
    },
    templated('llm', 'prompt', (source) => text(source), '/prompt'),
    templated('human', 'prompt_message', (source) => text(source), '/prompt_message'),
    templated(
      'agent',
      'agent_config',
      (source) => ({ deep: [1, { text: text(source) }] }),
      '/agent_config/deep/1/text',
    ),
  ];
}

function templated(type: NodeType, field: string, value: (source: string) => unknown, at: string): Fault {
  return {
    on: [type],
    plant(target) {
      target.node[field] = value(readSource(target));
      return target.pointer + at;
    },
  };
}
