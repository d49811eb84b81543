import { makePackage, publish, publisherOf } from '../../harness/packages.js';
import type { Example, Examples } from './example.js';

const ping: Example = { body: { jsonrpc: '2.0', id: 1, method: 'ping' } };

const definition: Example = { body: { type: 'tool', name: 'a_tool', tool_input_schema: { text: 'str' } } };
const scaffold: Example = { body: { type: 'tool', name: 'a_tool' } };

const ofType: Example = { path: { type: 'tool' } };
/** A tool in a private package of the org. */
const one: Example = {
  path: { type: 'tool', name: 'no_such_tool' },
  make: async (server, org) => {
    const made = await makePackage(await publisherOf(server, org), {
      name: 'shown',
      components: [{ name: 'shown_tool' }],
    });
    const { status, body } = await publish(server, org.token, made);
    if (status !== 201) throw new Error(`Not published: ${JSON.stringify(body)}`);
    return { type: 'tool', name: 'shown_tool' };
  },
};

export const MCP_EXAMPLES: Examples = {
  mcpMessage: ping,
  mcpMessageAtApiV1Mcp: ping,
  componentsValidate: definition,
  componentsValidateAtApiV1McpComponentsValidate: definition,
  componentsOfType: ofType,
  componentsOfTypeAtApiV1McpComponentsType: ofType,
  componentsOne: one,
  componentsOneAtApiV1McpComponentsTypeName: one,
  componentsScaffold: scaffold,
  componentsScaffoldAtApiV1McpComponentsScaffold: scaffold,
};
