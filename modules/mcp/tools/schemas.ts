import type { Tool } from '@modelcontextprotocol/server';
import type { ListedComponent } from '../../registry/component-list.js';
import { toJsonSchema } from '@iceos/core/value-schema';

/** The id under which blueprints are validated, for clients that can call nothing but tools. */
export const VALIDATE_BLUEPRINT = 'iceos__validate_blueprint';

export const VALIDATION_TOOL: Tool = {
  name: VALIDATE_BLUEPRINT,
  title: 'Validate a blueprint',
  description:
    'Says everything that is wrong with a blueprint, each with a JSON pointer and how to mend it. Nothing is stored or run.',
  inputSchema: {
    type: 'object',
    properties: {
      blueprint: {
        type: 'object',
        description: 'A blueprint of schema 1.2.0 or 1.1.0',
        required: ['nodes'],
        properties: { nodes: { type: 'array', items: { type: 'object', required: ['id', 'type'] } } },
      },
    },
    required: ['blueprint'],
  },
  annotations: { readOnlyHint: true, openWorldHint: false },
};

/** A component as a tool: its own schemas, which the protocol wants to describe an object. */
export function presentTool({ id, entry, about }: ListedComponent): Tool {
  const output = objectSchema(entry.outputSchema);
  return {
    name: id,
    ...(about.title === undefined ? {} : { title: about.title }),
    description: about.description ?? `Execute ${entry.name} ${entry.nodeType}`,
    inputSchema: { ...toJsonSchema(entry.inputSchema), type: 'object' },
    ...(output ? { outputSchema: output } : {}),
  };
}

/** The output schema where it describes an object: older clients know no other. */
export function objectSchema(
  schema: Readonly<Record<string, unknown>>,
): (Record<string, unknown> & { type: 'object' }) | undefined {
  const json = toJsonSchema(schema);
  return json['type'] === 'object' ? { ...json, type: 'object' } : undefined;
}
