import { call } from '../../harness/api.js';
import type { Example, Examples } from './example.js';

const START = { tool: 'echo_tool', inputs: { message: 'x' } };

const started: Example = {
  path: { id: '00000000-0000-4000-8000-000000000000' },
  make: async (server, org) => {
    const { status, body } = await call(server, 'POST', '/api/v1/executions/', {
      token: org.token,
      body: START,
    });
    if (status !== 202) throw new Error(`Not started: ${JSON.stringify(body)}`);
    return { id: body.execution_id };
  },
};

const RUN = {
  blueprint: { nodes: [{ id: 'a', type: 'tool', tool_name: 'echo_tool', tool_args: { message: 'x' } }] },
};

const run: Example = {
  path: { run_id: '00000000-0000-4000-8000-000000000000' },
  make: async (server, org) => {
    const { status, body } = await call(server, 'POST', '/api/mcp/runs', { token: org.token, body: RUN });
    if (status !== 202) throw new Error(`Not started: ${JSON.stringify(body)}`);
    return { run_id: body.run_id };
  },
};

export const EXECUTIONS_EXAMPLES: Examples = {
  runsStart: { body: RUN },
  runsStartAtApiV1McpRuns: { body: RUN },
  runsGet: run,
  runsGetAtApiV1McpRunsRunId: run,
  runsEvents: run,
  runsEventsAtApiV1McpRunsRunIdEvents: run,
  executionsStart: { body: START },
  executionsGet: started,
  executionsEvents: started,
  executionsCancel: started,
};
