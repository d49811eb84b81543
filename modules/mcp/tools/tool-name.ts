import { parseReference, type ComponentReference } from '@iceos/core/names';
import { CodedError } from '@iceos/core/errors';
import { invalidParams } from '../protocol/failures.js';

/** What a call names. */
export interface ToolName {
  /** `id`: as it is listed, `namespace__name`; else an alias, `tool:`, `agent:` or `workflow:` and a reference. */
  readonly form: 'id' | 'tool' | 'agent' | 'workflow';
  /** `[namespace/]name[@range]`; for a workflow also the id of a stored blueprint. */
  readonly reference: string;
}

const ALIAS = /^(\w+):(.+)$/s;
const ALIASES = ['tool', 'agent', 'workflow'] as const;

/** Reads the name of a call; throws -32602. */
export function parseToolName(name: string): ToolName {
  const [, type, aliased] = ALIAS.exec(name) ?? [];
  if (type !== undefined && aliased !== undefined) {
    const form = ALIASES.find((alias) => alias === type);
    if (!form) throw invalidParams(`Tools of the type ${JSON.stringify(type.slice(0, 50))} are not known.`);
    return { form, reference: aliased };
  }
  const seam = name.indexOf('__');
  if (seam <= 0) {
    throw invalidParams(
      `${JSON.stringify(name.slice(0, 100))} names no tool: write namespace__name as in tools/list, or tool:NAME.`,
    );
  }
  return { form: 'id', reference: `${name.slice(0, seam)}/${name.slice(seam + 2)}` };
}

/** The reference as the registry takes it; throws -32602. */
export function referenceOf({ reference }: ToolName): ComponentReference {
  try {
    return parseReference(reference);
  } catch (error) {
    if (error instanceof CodedError) throw unknownTool(reference);
    throw error;
  }
}

export function unknownTool(reference: string): Error {
  return invalidParams(`There is no tool ${JSON.stringify(reference.slice(0, 250))}.`, {
    hint: 'See tools/list for what there is.',
  });
}
