import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { call, newOrg, type TestOrg } from '../harness/api.js';
import { startServer, type TestServer } from '../harness/start-server.js';
import { MCP } from '../harness/mcp.js';
import { sharedServer, type SharedServer } from '../harness/shared-server.js';

const ROOT = '/api/v1/executions';
const BUDGETS = '/api/v1/budgets';
const MINUTES = 180_000;

const ask = (id: string, more: object = {}) => ({
  id,
  type: 'llm',
  model: 'gpt-4o',
  prompt: 'Say {{ inputs.text }}',
  llm_config: { model: 'gpt-4o', max_tokens: 1000, ...more },
});
/** 128,000 × 2,500 and 1,000 × 10,000 nano-dollars. */
const ASK_USD = '0.33';
const FREE = {
  id: 'free',
  type: 'llm',
  model: 'echo',
  prompt: 'Hi',
  llm_config: { provider: 'echo', model: 'echo' },
};

let server: SharedServer;
let org: TestOrg;

const start = (token: string, nodes: object[]) =>
  call(server, 'POST', `${ROOT}/?wait_seconds=20`, {
    token,
    body: { blueprint: { schema_version: '1.2.0', nodes }, inputs: { text: 'hello' } },
  });
const setBudget = (budget_usd: unknown, path = `orgs/${org.id}`, token = server.ownerToken) =>
  call(server, 'PUT', `${BUDGETS}/${path}`, { token, body: { budget_usd } });

async function projectToken(project: string): Promise<string> {
  await call(server, 'POST', '/api/v1/projects', { token: org.token, body: { id: project, name: project } });
  const issued = await call(server, 'POST', '/api/v1/tokens/', {
    token: org.token,
    body: { project_id: project, scopes: ['runs:write', 'runs:read'] },
  });
  return issued.body.token as string;
}

beforeAll(async () => {
  server = await sharedServer();
}, 300_000);

describe('a budget', () => {
  it(
    'refuses a run that may cost more, with both amounts and what to lower, before anything is written',
    async () => {
      org = await newOrg(server);
      expect((await setBudget('0.50')).body).toMatchObject({ budget_usd: '0.50', source: 'stored' });
      const { status, headers, body } = await start(org.token, [ask('one'), ask('two'), FREE]);
      expect(status).toBe(402);
      expect(headers.get('content-type')).toContain('application/problem+json');
      expect(body).toMatchObject({
        code: 'budget-exceeded',
        detail: 'Estimated cost $0.66 exceeds budget $0.50',
        bound_usd: '0.66',
        budget_usd: '0.50',
        budget_of: 'org',
        price_list: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
      });
      expect(Number(body.expected_usd)).toBeGreaterThan(0);
      expect(Number(body.expected_usd)).toBeLessThan(0.66);
      expect(body.errors).toMatchObject([
        { code: 'cost-driver', pointer: '/nodes/0', fix: expect.stringContaining('max_tokens') },
        { code: 'cost-driver', pointer: '/nodes/1' },
      ]);
      const list = await call(server, 'GET', `${ROOT}/`, { token: org.token });
      expect(list.body.executions).toEqual([]);
    },
    MINUTES,
  );

  it(
    'lets a run start that costs no more, and every run when it is raised or taken away',
    async () => {
      org = await newOrg(server);
      await setBudget(ASK_USD);
      expect((await start(org.token, [ask('one')])).status).toBe(202);
      await setBudget('0.329999999');
      expect((await start(org.token, [ask('one')])).status).toBe(402);
      await setBudget('1');
      expect((await start(org.token, [ask('one')])).status).toBe(202);
      expect((await setBudget(null)).body).toMatchObject({ budget_usd: null, source: null });
      expect((await start(org.token, [ask('one', { model: 'nobody-knows-it' })])).status).not.toBe(402);
    },
    MINUTES,
  );

  it(
    'of nothing lets run what costs nothing',
    async () => {
      org = await newOrg(server);
      await setBudget('0.00');
      expect((await start(org.token, [FREE])).body.status).toBe('completed');
      expect((await start(org.token, [ask('tiny', { max_context_tokens: 1, max_tokens: 1 })])).status).toBe(
        402,
      );
    },
    MINUTES,
  );

  it(
    'refuses what has no bound, and says where and how to give it one',
    async () => {
      org = await newOrg(server);
      await setBudget('1000000');
      const body = [ask('each')];
      const loop = { id: 'all', type: 'loop', items_source: 'inputs.list', body };
      const refused = await start(org.token, [FREE, loop]);
      expect(refused.status).toBe(402);
      expect(refused.body).toMatchObject({
        detail: 'Estimated cost without a bound exceeds budget $1000000.00',
        bound_usd: null,
      });
      expect(refused.body.errors[0]).toMatchObject({
        code: 'cost-unbounded',
        pointer: '/nodes/1',
        fix: expect.stringContaining('max_iterations'),
      });
      expect((await start(org.token, [FREE, { ...loop, max_iterations: 3 }])).status).toBe(202);
    },
    MINUTES,
  );

  it(
    'of a project holds for its runs, and that of the org for all',
    async () => {
      org = await newOrg(server);
      const [small, large] = [await projectToken('small'), await projectToken('large')];
      await setBudget('0.50');
      await setBudget('0.10', 'projects/small', org.token);
      const { body } = await setBudget('100', 'projects/large', org.token);
      expect(body.projects).toEqual([
        { project_id: 'large', budget_usd: '100.00' },
        { project_id: 'small', budget_usd: '0.10' },
      ]);
      const refused = await start(small, [ask('one')]);
      expect(refused).toMatchObject({
        status: 402,
        body: { budget_of: 'project', project_id: 'small', budget_usd: '0.10' },
      });
      expect((await start(large, [ask('one')])).status).toBe(202);
      expect((await start(large, [ask('one'), ask('two')])).body).toMatchObject({
        status: 402,
        budget_of: 'org',
      });
      await setBudget('0.40', 'projects/small', org.token);
      expect((await start(small, [ask('one')])).status).toBe(202);
    },
    MINUTES,
  );

  it(
    'is kept by calls of the MCP endpoint',
    async () => {
      org = await newOrg(server);
      const created = await call(server, 'POST', '/api/v1/blueprints/', {
        token: org.token,
        body: { schema_version: '1.2.0', nodes: [ask('one')] },
        headers: { 'x-version-lock': '__new__' },
      });
      await setBudget('0.00');
      const answer = await call(server, 'POST', MCP, {
        token: org.token,
        headers: { accept: 'application/json' },
        body: {
          jsonrpc: '2.0',
          id: 1,
          method: 'tools/call',
          params: { name: `workflow:${created.body.id}`, arguments: { inputs: { text: 'x' } } },
        },
      });
      expect(answer.body.result).toMatchObject({ isError: true });
      expect(JSON.parse(answer.body.result.content[0].text)).toMatchObject({ code: 'budget-exceeded' });
    },
    MINUTES,
  );

  it(
    'is set by who pays: the operator for orgs, an org for its projects, in amounts',
    async () => {
      org = await newOrg(server);
      const admin = await org.tokenWith('admin', 'runs:read');
      expect((await setBudget('5', `orgs/${org.id}`, admin)).status).toBe(403);
      const runner = await org.tokenWith('runs:read');
      expect((await setBudget('5', 'projects/any', runner)).status).toBe(403);
      expect((await call(server, 'GET', BUDGETS, { token: runner })).body).toEqual({
        org_id: org.id,
        budget_usd: null,
        source: null,
        projects: [],
      });
      expect((await setBudget('5', 'projects/nowhere', admin)).status).toBe(404);
      expect((await setBudget('5', 'orgs/nobody-has-it')).status).toBe(404);
      for (const odd of ['-1', '', '1,5', '9'.repeat(30), 5, undefined, 'NaN'])
        expect((await setBudget(odd)).status).toBe(422);
    },
    MINUTES,
  );
});

describe('ORG_BUDGET_USD', () => {
  let own: TestServer;

  beforeAll(async () => {
    own = await startServer({
      env: {
        ORG_BUDGET_USD: '0.00',
        ICE_ECHO_LLM_FOR_TESTS: '1',
        ICE_MAX_LLM_CALLS: '2',
        ICE_PRICING_JSON: JSON.stringify({
          'gpt-4o': { input_usd_per_million: '5', output_usd_per_million: '0' },
        }),
      },
    });
    server = own;
  }, 300_000);

  afterAll(() => own?.stop());

  it(
    'is the budget of every org without one of its own, by the prices of the operator',
    async () => {
      org = await newOrg(own);
      const refused = await start(org.token, [ask('one'), ask('two')]);
      expect(refused).toMatchObject({
        status: 402,
        body: { budget_usd: '0.00', bound_usd: '1.28', budget_of: 'org' },
      });
      expect(refused.body.price_list).toMatch(/\+[0-9a-f]{8}$/);
      expect((await call(own, 'GET', BUDGETS, { token: org.token })).body).toMatchObject({
        budget_usd: '0.00',
        source: 'environment',
      });
      await setBudget('1.28', `orgs/${org.id}`, own.ownerToken);
      const run = await start(org.token, [ask('one'), ask('two')]);
      expect(run.body).toMatchObject({ status: 'completed', error: null });
      // Two tokens in, at 5,000 nano-dollars each, rounded up.
      expect(run.body.result.token_stats).toMatchObject({ total_cost: 0.00001, total_tokens: 4 });
    },
    MINUTES,
  );

  it(
    'stands beside ceilings, which a run may not pass whatever it costs',
    async () => {
      org = await newOrg(own);
      const free = ['a', 'b', 'c'].map((id) => ({ ...FREE, id }));
      const { body } = await start(org.token, free);
      expect(body).toMatchObject({
        status: 'failed',
        error: expect.stringContaining('c: Budget violation: '),
      });
    },
    MINUTES,
  );
});
