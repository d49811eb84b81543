import { ALL, lacking, setting, type Fault } from './target.js';

const BODY = { id: 'inner', type: 'loop', items_source: 'inputs.rows', max_iterations: 2, body: [] };
const TRIED = { retry_policy: { max_attempts: 100 } };
const DECLARED = ['agent', 'condition', 'recursive', 'code'] as const;

export const NODE_FAULTS = {
  'field-missing': [
    lacking('tool', 'tool_name'),
    lacking('llm', 'prompt'),
    lacking('llm', 'llm_config'),
    lacking('agent', 'package'),
    lacking('condition', 'expression'),
    lacking('workflow', 'workflow_ref'),
    lacking('loop', 'items_source'),
    lacking('loop', 'body', 'last'),
    lacking('parallel', 'branches'),
    lacking('recursive', 'recursive_sources'),
    lacking('human', 'prompt_message'),
    lacking('monitor', 'metric_expression'),
    lacking('swarm', 'agents'),
  ],
  'code-missing': [lacking('code', 'code'), setting('code', { code: '  ' }, '')],
  'code-import-unknown': [setting('code', { imports: ['kv', 'http'] }, '/imports/1')],
  'code-language-unsupported': [setting('code', { language: 'python' })],
  'schemas-missing': DECLARED.flatMap((type) => [
    lacking(type, 'input_schema'),
    lacking(type, 'output_schema', 'last'),
  ]),
  'schema-invalid': [
    setting(ALL, { input_schema: { type: 'strange' } }, '/input_schema/type'),
    setting(
      ALL,
      { output_schema: { $ref: 'https://schemas.example/x.json' } },
      '/output_schema/$ref',
      'last',
    ),
    setting(
      ALL,
      { input_schema: { type: 'object', properties: { a: { pattern: '(a)\\1' } } } },
      '/input_schema/properties/a/pattern',
    ),
  ],
  'schema-keyword-unknown': [
    setting(ALL, { input_schema: { type: 'object', wrong: 1 } }, '/input_schema/wrong'),
  ],
  'schema-literal-unknown': [setting(ALL, { input_schema: { other: 'strange' } }, '/input_schema/other')],
  'choices-missing': [setting('human', { approval_type: 'choice', choices: ['one'] }, '')],
  'approval-order': [setting('human', { auto_approve_after: 50, timeout_seconds: 50 })],
  'roles-duplicate': [
    setting(
      'swarm',
      { agents: ['one', 'two', 'one'].map((role) => ({ package: 'helper', role })) },
      '/agents/2/role',
    ),
  ],
  'recursion-target': [
    setting('recursive', { workflow_ref: 'answers.find' }, ''),
    lacking('recursive', 'agent_package'),
  ],
  'branches-empty': [setting('parallel', { branches: [] })],
  'attempts-excessive': [
    setting(
      'loop',
      {
        ...TRIED,
        body: [
          {
            ...TRIED,
            id: 'a',
            type: 'parallel',
            branches: [[{ id: 'b', type: 'human', prompt_message: 'x', retries: 1 }]],
          },
        ],
      },
      '/body/0/branches/0/0',
      'last',
    ),
  ],
  'iterations-excessive': [
    setting(
      'loop',
      { max_iterations: 1_000_000, items_source: 'inputs.rows', body: [BODY] },
      '/body/0/max_iterations',
      'last',
    ),
  ],
  'loop-unbounded': [lacking('loop', 'max_iterations')],
  'timeout-excessive': [
    setting(
      ALL.filter((type) => type !== 'human'),
      { timeout_seconds: 100_000 },
    ),
  ],
} as const satisfies Record<string, readonly Fault[] | 'elsewhere'>;
