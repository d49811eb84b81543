// manifests/models.json is the one list of models: it becomes a constant of packages/core, whose tests hold it against its
// schema.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const HEADER = '// Generated from manifests/ by `npm run gen`. Do not edit.\n';

export default function* (root) {
  const list = JSON.parse(readFileSync(join(root, 'manifests', 'models.json'), 'utf8'));
  requireSound(list);
  yield [
    'packages/core/src/generated/model-list.ts',
    `${HEADER}\n/* eslint-disable */\nimport type { ModelList } from './models.js';\n\nexport const modelList: ModelList = ${JSON.stringify(list, null, 2)};\n`,
  ];
}

/** What the schema cannot say. */
function requireSound({ models, providers, default_model: usual }) {
  const names = new Set();
  const known = new Set(providers.map(({ id }) => id));
  for (const { id, aliases = [], provider, context_window: window, max_output_tokens: most } of models) {
    for (const name of [id, ...aliases]) {
      if (names.has(name)) throw new Error(`manifests/models.json: ${name} stands twice`);
      if (/gpt-?3\.5/.test(name)) throw new Error(`manifests/models.json: ${name} is refused everywhere`);
      names.add(name);
    }
    if (!known.has(provider)) throw new Error(`manifests/models.json: ${id}: no provider ${provider}`);
    if (most > window) throw new Error(`manifests/models.json: ${id} gives more than its context holds`);
  }
  if (!names.has(usual)) throw new Error(`manifests/models.json: the default ${usual} is not listed`);
}
