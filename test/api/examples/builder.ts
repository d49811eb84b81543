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

const BLUEPRINT = { schema_version: '1.2.0', nodes: [NODE] };

/** A blueprint that is named by what it says, which the other org has not stored. */
const registered: Example = {
  path: { id: 'bp_000000000000' },
  make: async (server, org) => {
    const { status, body } = await call(server, 'POST', '/api/mcp/blueprints', {
      token: org.token,
      body: { ...BLUEPRINT, metadata: { draft_name: org.id } },
    });
    if (status !== 201) throw new Error(`Not registered: ${JSON.stringify(body)}`);
    return { id: body.blueprint_id };
  },
};

const note = (kind: 'drafts' | 'sessions', member: 'key' | 'session_id'): Example => ({
  path: { [member]: 'nobody-has-it' },
  make: async (server, org) => {
    const path = `/api/v1/builder/${kind}/${org.id}`;
    const { status, body } = await call(server, 'PUT', path, { token: org.token, body: { data: {} } });
    if (status !== 200) throw new Error(`Not kept: ${JSON.stringify(body)}`);
    return { [member]: org.id };
  },
});
const kept: Example = { path: { key: 'a', session_id: 'a' }, body: { data: {} } };

export const BUILDER_EXAMPLES: Examples = {
  registeredBlueprintsCreate: { body: BLUEPRINT },
  registeredBlueprintsCreateAtApiV1McpBlueprints: { body: BLUEPRINT },
  registeredBlueprintsGet: registered,
  registeredBlueprintsGetAtApiV1McpBlueprintsId: registered,
  notesPutDraft: kept,
  notesGetDraft: note('drafts', 'key'),
  notesRemoveDraft: kept,
  notesPutSession: kept,
  notesGetSession: note('sessions', 'session_id'),
  notesRemoveSession: kept,
  planningSuggest: { body: { text: 'x' } },
  planningPropose: { body: { text: 'x' } },
  planningApply: { body: { blueprint: {} } },
  planningPreview: { body: { code: 'return 1;' } },
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
