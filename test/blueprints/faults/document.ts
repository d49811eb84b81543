import { ALL, setting, type Fault, type Fields } from './target.js';

/** A key of the form that a provider gives, which is none. */
const KEY = ['sk', 'proj', 'Zx81LmQ0vB7rT2nKc5yWd9Hf3JpEo6Sa'].join('-');

/** A fault of the document as a whole, which any node may stand by. */
function ofDocument(at: string, fields: Fields): Fault {
  return {
    on: ALL,
    plant({ blueprint }) {
      Object.assign(blueprint, fields);
      return at;
    },
  };
}

export const DOCUMENT_FAULTS = {
  'not-json': [setting(ALL, { metadata: { made: new Date(0) } }, '/metadata/made')],
  'not-yaml': 'elsewhere',
  'duplicate-member': 'elsewhere',
  'too-large': 'elsewhere',
  'too-deep': 'elsewhere',
  'too-many-values': 'elsewhere',
  'too-many-nodes': 'elsewhere',
  'too-many-findings': 'elsewhere',
  'schemas-excessive': 'elsewhere',
  'forbidden-member': [setting(ALL, { metadata: { constructor: 1 } }, '/metadata/constructor')],
  'malformed-text': [setting(ALL, { name: 'half \ud800' })],
  'unsafe-number': [setting(ALL, { metadata: { big: 2 ** 60 } }, '/metadata/big')],
  'schema-version-unsupported': [ofDocument('/schema_version', { schema_version: '9' })],
  'field-unknown': [
    setting(ALL, { surprise: 1 }),
    setting(['llm', 'tool'], { retry_policy: { tries: 1 } }, '/retry_policy/tries'),
  ],
  'field-type': [
    setting(ALL, { retries: '1' }),
    setting('tool', { tool_args: [] }),
    setting('llm', { prompt: 5 }),
    setting('agent', { package: 5 }),
    setting('condition', { expression: true }),
    setting('workflow', { exposed_outputs: [] }),
    setting('loop', { body: {} }),
    setting('parallel', { branches: {} }),
    setting('recursive', { recursive_sources: 'a' }),
    setting('code', { imports: 'kv' }),
    setting('human', { choices: {} }),
    setting('monitor', { check_interval_seconds: '5' }),
    setting('swarm', { agents: {} }),
  ],
  'field-value': [
    setting(ALL, { timeout_seconds: 0 }),
    setting('llm', { temperature: 3 }),
    setting('agent', { max_iterations: 0 }),
    setting('loop', { max_iterations: 0 }),
    setting('recursive', { max_iterations: 0 }),
    setting('human', { approval_type: 'maybe' }),
    setting('monitor', { alert_channels: ['email', 'pager'] }, '/alert_channels/1'),
    setting('swarm', { consensus_threshold: 0.2 }),
    setting('code', { language: 'ruby' }),
  ],
  'node-type-unknown': [setting(ALL, { type: 'tol' })],
  'secret-in-blueprint': [
    setting(ALL, { name: `use ${KEY}` }),
    ofDocument('/metadata/notes', { metadata: { notes: `Bearer ${KEY}` } }),
    setting('llm', { prompt: `The key is "${KEY}".` }),
    setting('code', { code: `const key = '${KEY}';` }),
    setting(['llm', 'agent'], { llm_config: { model: 'gpt-4o', api_key: 'short' } }, '/llm_config/api_key'),
    setting('swarm', { metadata: { 'a/b': [KEY] } }, '/metadata/a~1b/0'),
  ],
} as const satisfies Record<string, readonly Fault[] | 'elsewhere'>;
