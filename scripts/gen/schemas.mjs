// manifests/*.schema.json are the only declarations of our documents; the types and the schema constants of
// packages/core are made from them.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from 'json-schema-to-typescript';

const HEADER = '// Generated from manifests/ by `npm run gen`. Do not edit.\n';

export default async function* (root) {
  for (const file of readdirSync(join(root, 'manifests')).sort()) {
    if (!file.endsWith('.schema.json')) continue;
    const schema = JSON.parse(readFileSync(join(root, 'manifests', file), 'utf8'));
    const name = file.replace('.schema.json', '');
    const types = await compile(structuredClone(schema), schema.title, {
      additionalProperties: false,
      bannerComment: '',
      format: false,
      ignoreMinAndMaxItems: true,
      strictIndexSignatures: false,
    });
    const constant = `${schema.title[0].toLowerCase()}${schema.title.slice(1)}Schema`;
    yield [
      `packages/core/src/generated/${name}.ts`,
      `${HEADER}\n/* eslint-disable */\n${types}\nexport const ${constant} = ${JSON.stringify(schema, null, 2)} as const;\n`,
    ];
  }
}
