import { canonicalBytes } from '@iceos/core/canonical';
import { digestOf } from '@iceos/core/digest';
import { call } from '../../harness/api.js';
import type { Example, Examples } from './example.js';

const BLUEPRINT = {
  schema_version: '1.2.0',
  nodes: [{ id: 'a', type: 'tool', tool_name: 'echo_tool', tool_args: { message: 'x' } }],
};
const LOCK = { 'x-version-lock': digestOf(canonicalBytes(BLUEPRINT)) };

const stored: Example = {
  path: { id: '00000000-0000-4000-8000-000000000000', lock: LOCK['x-version-lock'] },
  make: async (server, org) => {
    const { status, body } = await call(server, 'POST', '/api/v1/blueprints/', {
      token: org.token,
      body: BLUEPRINT,
      headers: { 'x-version-lock': '__new__' },
    });
    if (status !== 201) throw new Error(`Not stored: ${JSON.stringify(body)}`);
    return { id: body.id, lock: body.version_lock };
  },
};

const node: Example = {
  path: { ...stored.path, node_id: 'a' },
  make: async (server, org) => ({ ...(await stored.make!(server, org)), node_id: 'a' }),
};

export const COMPILER_EXAMPLES: Examples = {
  blueprintsCreate: { body: BLUEPRINT, headers: { 'x-version-lock': '__new__' } },
  blueprintsValidate: { body: BLUEPRINT },
  blueprintsFreeze: { body: BLUEPRINT },
  blueprintsGet: stored,
  blueprintsReplace: { ...stored, body: BLUEPRINT, headers: LOCK },
  blueprintsPatch: { ...stored, body: { nodes: BLUEPRINT.nodes }, headers: LOCK },
  blueprintsRemove: { ...stored, headers: LOCK },
  blueprintsClone: stored,
  graphMetrics: stored,
  graphAnalysis: stored,
  graphLayout: stored,
  graphImpact: node,
  metaHints: { body: { node_id: 'a', target_prompt: '{{ b }}', upstream_ids: [] } },
  templatesCopy: { body: { workflow_id: 'getting_started.hello' } },
  versionsList: stored,
  versionsGet: stored,
  versionsRestore: { ...stored, headers: LOCK },
};
