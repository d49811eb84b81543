// packages/client/src/generated: the types of every route, and a table of routes, from docs/openapi.json
// (docs/adr/0020-the-client-is-types-and-a-table.md).
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@hey-api/openapi-ts';

/** Steps that must have run before. */
export const after = ['openapi.mjs'];

const FOLDER = 'packages/client/src/generated';
const HEADER = '// Generated from docs/openapi.json by `npm run gen`. Do not edit.\n';
const METHODS = new Set(['get', 'put', 'post', 'delete', 'patch']);

export default async function* (root) {
  const input = join(root, 'docs', 'openapi.json');
  const types = await typesOf(input);
  yield [`${FOLDER}/types.gen.ts`, `${HEADER}\n${types}`];
  yield [`${FOLDER}/operations.gen.ts`, operations(JSON.parse(readFileSync(input, 'utf8')), types)];
}

async function typesOf(input) {
  const folder = mkdtempSync(join(tmpdir(), 'iceos-client-'));
  try {
    await createClient({
      input,
      output: { path: folder, importFileExtension: '.js' },
      plugins: ['@hey-api/typescript'],
      logs: { level: 'silent' },
    });
    return readFileSync(join(folder, 'types.gen.ts'), 'utf8').replace(/^\/\/.*\n+/, '');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The table of routes by operation id: what is sent and what is answered as types, method and path as values. */
function operations({ paths }, types) {
  const routes = Object.entries(paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([method]) => METHODS.has(method))
        .map(([method, { operationId }]) => [operationId, method.toUpperCase(), path]),
    )
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const declared = new Set([...types.matchAll(/^export type (\w+) =/gm)].map(([, name]) => name));
  const shapes = routes.map(([id]) => {
    const name = id[0].toUpperCase() + id.slice(1);
    if (!declared.has(`${name}Data`)) throw new Error(`There is no type for the operation ${id}.`);
    const answer = declared.has(`${name}Response`) ? `types.${name}Response` : 'unknown';
    return `  ${id}: { request: types.${name}Data; answer: ${answer} };`;
  });
  const table = routes.map(([id, method, path]) => `  ${id}: ['${method}', '${path}'],`);
  return [
    HEADER,
    `import type * as types from './types.gen.js';\n`,
    `export interface Operations {\n${shapes.join('\n')}\n}\n`,
    'export const OPERATIONS: { readonly [Name in keyof Operations]: readonly [method: string, path: string] } = {',
    `${table.join('\n')}\n};\n`,
  ].join('\n');
}
