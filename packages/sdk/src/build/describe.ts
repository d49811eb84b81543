import {
  hostInterfaceId,
  HOST_INTERFACES,
  WORLDS,
  type HostInterfaceName,
  type WorldId,
} from '@iceos/core/world';
import type { AgentDefinition, ToolDefinition, WorkflowDefinition } from '../authoring/define.js';
import type { PermissionLimits } from '../authoring/host.js';
import { BuildError } from './errors.js';
import { evaluate, type EvaluateOptions } from './evaluate.js';
import { listFiles } from './files.js';

const SOURCE = /\.(ts|mts|js|mjs)$/;
const NOT_SOURCE = /\.(spec|test|d)\.m?[jt]s$/;

/** A definition as plain data: what the author wrote, without the function. */
export type DescribedDefinition = Omit<ToolDefinition, 'run'> | AgentDefinition | WorkflowDefinition;

export interface DescribedComponent {
  readonly definition: DescribedDefinition;
  /** Source file, relative to the folder of the package, beginning with `./`. */
  readonly file: string;
  /** Name of the export. */
  readonly exported: string;
  /** Tools of the same number are one function under several names. */
  readonly code?: number;
  /** Path of the component, where it was built elsewhere. */
  readonly prebuilt?: string;
}

/**
 * The definitions that the files under `src/` of a kit export, sorted by node type and name. The sources are evaluated in
 * a throw-away process with an empty environment, no file access and a deadline, never in ours. Rejects with a `BuildError`.
 */
export async function describeSources(
  dir: string,
  { deadlineMs, signal }: EvaluateOptions = {},
): Promise<DescribedComponent[]> {
  const files = (await listFiles(dir, 'src')).filter((path) => SOURCE.test(path) && !NOT_SOURCE.test(path));
  if (files.length === 0) return [];
  return inOrder(parseAnswer(await evaluate(dir, entryText(files), { deadlineMs, signal })));
}

function entryText(files: readonly string[]): string {
  return [
    `import { describeModules } from 'iceos-sdk:build/describing';`,
    ...files.map((file, index) => `import * as module${index} from ${JSON.stringify(`./${file}`)};`),
    `process.send(describeModules([`,
    ...files.map((file, index) => `  [${JSON.stringify(`./${file}`)}, module${index}],`),
    `]));`,
    '',
  ].join('\n');
}

interface Answer {
  readonly file: string;
  readonly exported: string;
  readonly code?: number;
  readonly text: string;
}

/** The process ran code that is not ours, so its answer is checked like any input. */
function parseAnswer(message: unknown): DescribedComponent[] {
  if (!Array.isArray(message) || !message.every(isAnswer)) {
    throw new BuildError('sources-failed', 'The sources sent a message of their own.');
  }
  return message.map(({ file, exported, code, text }) => ({
    definition: parseDefinition(JSON.parse(text) as unknown, `${file}:${exported}`),
    file,
    exported,
    ...(code === undefined ? {} : { code }),
  }));
}

function isAnswer(value: unknown): value is Answer {
  const { file, exported, code, text } = (value ?? {}) as Record<string, unknown>;
  return (
    typeof file === 'string' &&
    typeof exported === 'string' &&
    typeof text === 'string' &&
    (code === undefined || typeof code === 'number')
  );
}

/** Checks what the manifest schema cannot say (`wasi` is for components built elsewhere alone); the rest is checked with the manifest. */
export function parseDefinition(
  value: unknown,
  where: string,
  { prebuilt = false } = {},
): DescribedDefinition {
  if (typeof value !== 'object' || value === null) {
    throw new BuildError('definition-invalid', `${where} is not a definition.`);
  }
  const definition = value as DescribedDefinition;
  if (definition.node_type !== 'tool') return definition;
  const { world, permissions = {} } = definition;
  if (world !== undefined && !Object.hasOwn(WORLDS, world)) {
    throw new BuildError(
      'definition-invalid',
      `${where} names the world ${JSON.stringify(world)}, which does not exist.`,
    );
  }
  for (const name of Object.keys(permissions)) {
    if (
      !(name === 'wasi' && prebuilt) &&
      HOST_INTERFACES.get(hostInterfaceId(name as HostInterfaceName))?.port !== false
    ) {
      throw new BuildError(
        'definition-invalid',
        `${where} asks for the permission ${JSON.stringify(name)}, which does not exist.`,
        {
          hint: `Ask for ${[...HOST_INTERFACES.values()].flatMap(({ name: known, port }) => (port ? [] : known)).join(', ')}.`,
        },
      );
    }
  }
  return definition;
}

/** Components in the order of every manifest: by node type, then by name. Throws when two have one name. */
export function inOrder(described: readonly DescribedComponent[]): DescribedComponent[] {
  const seen = new Map<string, DescribedComponent>();
  for (const component of described) {
    const { name } = component.definition;
    const twin = seen.get(name);
    if (twin) {
      throw new BuildError(
        'definition-duplicate',
        `${name} is defined by ${twin.file} (${twin.exported}) and by ${component.file} (${component.exported}).`,
      );
    }
    seen.set(name, component);
  }
  return [...described].sort(byTypeAndName);
}

function byTypeAndName(a: DescribedComponent, b: DescribedComponent): number {
  const key = ({ definition }: DescribedComponent): string => `${definition.node_type}\0${definition.name}`;
  return key(a) < key(b) ? -1 : 1;
}

export function worldOf(definition: Omit<ToolDefinition, 'run'>): WorldId {
  return definition.world ?? 'iceos:tool@0.1.0';
}

/** The declared host interfaces, sorted, each with its limits. */
export function permissionsOf({
  permissions = {},
}: Omit<ToolDefinition, 'run'>): [HostInterfaceName, PermissionLimits][] {
  return Object.entries(permissions)
    .filter((entry): entry is [string, true | PermissionLimits] => entry[1] !== undefined)
    .map(([name, limits]): [HostInterfaceName, PermissionLimits] => [
      name as HostInterfaceName,
      limits === true ? {} : limits,
    ])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
