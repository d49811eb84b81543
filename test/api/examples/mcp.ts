import type { Example, Examples } from './example.js';

const ping: Example = { body: { jsonrpc: '2.0', id: 1, method: 'ping' } };

export const MCP_EXAMPLES: Examples = { mcpMessage: ping, mcpMessageAtApiV1Mcp: ping };
