import { call } from '../../harness/api.js';
import type { Example, Examples } from './example.js';

const NODE = { id: 'a', type: 'tool', tool_name: 'echo_tool', tool_args: { message: 'x' } };

/** A partial blueprint, under an address that does not tell its lock. */
const begun: Example = {
  path: { id: 'partial_bp_00000000' },
  make: async (server, org) => {
    const { status, body } = await call(server, 'POST', '/api/mcp/blueprints/partial', {
      token: org.token,
      body: NODE,
    });
    if (status !== 200) throw new Error(`Not begun: ${JSON.stringify(body)}`);
    return { id: body.blueprint_id };
  },
};
const locked: Example = { ...begun, headers: { 'x-version-lock': 'f'.repeat(64) }, found: 409 };
const change: Example = { ...locked, body: { action: 'suggest' } };
const suggest: Example = { ...begun, body: {} };

export const BUILDER_EXAMPLES: Examples = {
  partialsCreate: { body: NODE },
  partialsCreateAtApiV1McpBlueprintsPartial: { body: NODE },
  partialsGet: begun,
  partialsGetAtApiV1McpBlueprintsPartialId: begun,
  partialsChange: change,
  partialsChangeAtApiV1McpBlueprintsPartialId: change,
  partialsFinalize: locked,
  partialsFinalizeAtApiV1McpBlueprintsPartialIdFinalize: locked,
  partialsSuggest: suggest,
  partialsSuggestAtApiV1McpBlueprintsPartialIdSuggest: suggest,
};
