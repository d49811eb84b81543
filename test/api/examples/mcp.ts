import type { Example, Examples } from './example.js';

const ping: Example = { body: { jsonrpc: '2.0', id: 1, method: 'ping' } };

const definition: Example = { body: { type: 'tool', name: 'a_tool', tool_input_schema: { text: 'str' } } };
const scaffold: Example = { body: { type: 'tool', name: 'a_tool' } };

export const MCP_EXAMPLES: Examples = {
  mcpMessage: ping,
  mcpMessageAtApiV1Mcp: ping,
  componentsValidate: definition,
  componentsValidateAtApiV1McpComponentsValidate: definition,
  componentsScaffold: scaffold,
  componentsScaffoldAtApiV1McpComponentsScaffold: scaffold,
};
