import { setting, type Fault } from './target.js';

/** A name in every place that names a component. */
const named = (name: string): Fault[] => [
  setting('tool', { tool_name: name }),
  setting('workflow', { workflow_ref: name }),
  setting('agent', { tools: [{ name: 'shout' }, { name }] }, '/tools/1/name'),
  ...agents(name),
];

const agents = (name: string): Fault[] => [
  setting('agent', { package: name }),
  setting('recursive', { agent_package: name }),
  setting('swarm', { agents: [role('helper', 'one'), role(name, 'two')] }, '/agents/1/package'),
];

const role = (name: string, part: string) => ({ package: name, role: part });

/** A model in every place that names one. */
const modelled = (model: string): Fault[] => [
  setting('llm', { llm_config: { model } }, '/llm_config/model'),
  setting('llm', { model }),
  setting('agent', { llm_config: { model } }, '/llm_config/model'),
  setting('agent', { agent_config: { llm_config: { model } } }, '/agent_config/llm_config/model'),
  setting(
    'swarm',
    { agents: [role('helper', 'one'), { ...role('helper', 'two'), config_overrides: { model } }] },
    '/agents/1/config_overrides/model',
  ),
];

export const REFERENCE_FAULTS = {
  'reference-invalid': named('No Name'),
  'tool-unknown': [
    setting('tool', { tool_name: 'nowhere' }),
    setting('tool', { tool_name: 'helper' }),
    setting('agent', { tools: [{ name: 'nowhere' }] }, '/tools/0/name'),
  ],
  'agent-unknown': agents('nowhere'),
  'workflow-unknown': [setting('workflow', { workflow_ref: 'nowhere' })],
  'workflow-cycle': 'elsewhere',
  'workflow-too-deep': 'elsewhere',
  'workflow-invalid': 'elsewhere',
  'cost-unbounded': 'elsewhere',
  'cost-unknown': 'elsewhere',
  'cost-excessive': 'elsewhere',
  'component-refused': named('revoked'),
  'component-forbidden': named('forbidden'),
  'component-deprecated': [setting('tool', { tool_name: 'old', tool_args: { text: 'x' } })],
  'model-refused': modelled('gpt-3.5-turbo'),
  'model-unknown': modelled('nobody-9'),
  'model-missing': [setting('agent', { llm_config: {} }, '')],
  'provider-address-forbidden': [
    setting(
      ['llm', 'agent'],
      { llm_config: { model: 'gpt-4o', base_url: 'https://x.example' } },
      '/llm_config/base_url',
    ),
  ],
  'inline-code-forbidden': 'elsewhere',
  'permission-undeclared': [
    setting('tool', { permissions: [{ interface: 'iceos:host/memory' }] }, '/permissions/0/interface'),
    setting(
      'tool',
      {
        tool_name: 'fetch',
        tool_args: { topic: 'x' },
        permissions: [{ interface: 'iceos:host/http', hosts: ['api.example.org', 'other.example'] }],
      },
      '/permissions/0/hosts/1',
    ),
  ],
} as const satisfies Record<string, readonly Fault[] | 'elsewhere'>;
