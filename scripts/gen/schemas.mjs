// manifests/**/*.schema.json are the only declarations of our documents; the types and the schema constants of
// packages/core are made from them.
import { join } from 'node:path';
import { compile } from 'json-schema-to-typescript';
import { bundleBlueprint, schemasIn } from '../bundled-schemas.mjs';

const HEADER = '// Generated from manifests/ by `npm run gen`. Do not edit.\n';

export default async function* (root) {
  const nodes = schemasIn(join(root, 'manifests', 'nodes'));
  for (const [name, declared] of schemasIn(join(root, 'manifests'))) {
    const schema = name.startsWith('blueprint-') ? bundleBlueprint(declared, nodes) : declared;
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
