/** A blueprint of one tool node, as JSON. */
export function blueprintText(name: string): string {
  const blueprint = {
    schema_version: '1.2.0',
    metadata: { draft_name: name },
    inputs: { optional: ['text'] },
    nodes: [
      {
        id: 'n1',
        type: 'tool',
        tool_name: 'echo_tool',
        tool_args: { text: "{{ inputs.text or 'hello' }}" },
        input_schema: { type: 'object', properties: { text: { type: 'string' } } },
        output_schema: { type: 'object', properties: { text: { type: 'string' } } },
      },
    ],
    outputs: { text: '{{ n1.text }}' },
  };
  return `${JSON.stringify(blueprint, null, 2)}\n`;
}
