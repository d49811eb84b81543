import type { Finding } from '@iceos/core/errors';
import { invalidParams } from '../protocol/failures.js';

const DEFINITION_TYPES = ['tool', 'agent', 'workflow', 'code'] as const;
type DefinitionType = (typeof DEFINITION_TYPES)[number];

/** A component that someone is about to write. What its members hold is looked at one by one. */
export interface Definition {
  readonly type: DefinitionType;
  readonly members: Readonly<Record<string, unknown>>;
}

const NAME = /^[A-Za-z][A-Za-z0-9_-]{1,99}$/;
const MAX_CODE = 64 * 1024;
const CODE = ['tool_class_code', 'tool_factory_code', 'code_factory_code', 'code_class_code'] as const;
/** For each type what one of must be there. */
const NEEDS: Readonly<Record<DefinitionType, readonly string[]>> = {
  tool: ['tool_class_code', 'tool_factory_code', 'tool_input_schema'],
  agent: ['agent_system_prompt', 'agent_tools'],
  workflow: ['workflow_nodes'],
  code: ['code_factory_code', 'code_class_code'],
};

/** Reads the `definition` of a request; throws -32602 when it is none at all. */
export function readDefinition(value: unknown): Definition {
  if (!isObject(value)) throw invalidParams('Give a `definition`, or a `blueprint`.');
  const type = DEFINITION_TYPES.find((known) => known === value['type']);
  if (!type) throw invalidParams(`The type of a definition is one of ${DEFINITION_TYPES.join(', ')}.`);
  return { type, members: value };
}

/** What is wrong with a definition by itself: its name, what it lacks, and members of the wrong form. */
export function checkDefinition({ type, members }: Definition): Finding[] {
  const findings: Finding[] = [];
  const { name } = members;
  if (typeof name !== 'string' || !NAME.test(name)) {
    const fix = 'Write two letters or more; digits, `_` and `-` may follow the first.';
    findings.push(fault('name-invalid', '/name', `${JSON.stringify(name) ?? 'nothing'} is not a name.`, fix));
  }
  if (!NEEDS[type].some((member) => isFilled(members[member]))) {
    const needed = NEEDS[type].join(', ');
    findings.push(
      fault('definition-incomplete', '', `The ${type} has none of: ${needed}.`, 'Give one of them.'),
    );
  }
  return [
    ...findings,
    ...CODE.flatMap((member) => checkCode(member, members[member])),
    ...checkModel(members),
  ];
}

/** Source is only measured here: nothing of a caller's runs, or is read as a program, outside the sandbox. */
function checkCode(member: string, source: unknown): Finding[] {
  if (source === undefined || source === null) return [];
  if (typeof source !== 'string')
    return [fault('field-type', `/${member}`, 'The source is not a text.', 'Give it as a text.')];
  if (Buffer.byteLength(source) <= MAX_CODE) return [];
  return [fault('code-too-large', `/${member}`, 'The source is longer than 64 KiB.', 'Split it.')];
}

function checkModel({ agent_llm_config: config }: Definition['members']): Finding[] {
  if (config === undefined || config === null) return [];
  const given = isObject(config) ? config : {};
  return ['provider', 'model']
    .filter((member) => !isFilled(given[member]))
    .map((member) =>
      fault('model-incomplete', `/agent_llm_config/${member}`, `The ${member} is missing.`, 'Name it.'),
    );
}

export function fault(code: string, pointer: string, detail: string, fix: string): Finding {
  return { code, pointer, detail, fix, severity: 'error' };
}

function isFilled(value: unknown): boolean {
  if (Array.isArray(value) || typeof value === 'string') return value.length > 0;
  return isObject(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
