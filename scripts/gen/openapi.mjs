// docs/openapi.json, made from controllers and DTOs: their types and comments are read from the sources, everything else
// from the built application, which is composed but not started.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ReadonlyVisitor } from '@nestjs/swagger/plugin';
import ts from 'typescript';

export default async function* (root) {
  spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b', 'tsconfig.server.json'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  // The build mirrors the root, so that paths relative to the root are good there too.
  const metadata = join(root, 'dist', 'openapi-metadata.js');
  writeFileSync(metadata, readTypes(root));
  const { describeApi } = await import(pathToFileURL(join(root, 'dist', 'src', 'openapi.js')).href);
  const { default: load } = await import(pathToFileURL(metadata).href);
  yield ['docs/openapi.json', `${JSON.stringify(await describeApi(load), undefined, 2)}\n`];
}

/** A module that gives the OpenAPI library the types of every property and answer. */
function readTypes(root) {
  const visitor = new ReadonlyVisitor({
    pathToSource: root,
    introspectComments: true,
    dtoFileNameSuffix: ['.dto.ts', '/http/query.ts', '/http/readiness.ts', '/http/docs.controller.ts'],
  });
  const program = ReadonlyVisitor.createTsProgram(join(root, 'tsconfig.server.json'));
  for (const file of program.getSourceFiles()) {
    if (!file.isDeclarationFile && /\/(?:src|modules)\//.test(file.fileName)) visitor.visit(program, file);
  }
  const printer = ts.createPrinter();
  const scratch = ts.createSourceFile('metadata.ts', '', ts.ScriptTarget.Latest);
  const print = (node) => printer.printNode(ts.EmitHint.Unspecified, node, scratch);
  const members = (meta) =>
    ts.isObjectLiteralExpression(meta)
      ? print(meta)
      : `{${Object.entries(meta)
          .map(([name, value]) => `${JSON.stringify(name)}:${members(value)}`)
          .join(',')}}`;
  const section = (tuples) =>
    `[${tuples.map(([file, meta]) => `[${print(file)},${members(meta)}]`).join(',')}]`;
  const { models, controllers } = visitor.collect();
  refuseNamesakes(models);
  const imports = Object.entries(visitor.typeImports).map(
    ([name, load]) => `${JSON.stringify(name)}:${load}`,
  );
  return `export default async () => {
  const t = {${imports.join(',')}};
  return {'@nestjs/swagger': {models: ${section(models)}, controllers: ${section(controllers)}}};
};\n`.replaceAll(/import\("(\.[^"]*?)(?:\.js)?"\)/g, 'import("$1.js")');
}

/** In the document a class is known by its name alone: of two that share one, either would be described as the other. */
function refuseNamesakes(models) {
  const names = models.flatMap(([, meta]) => Object.keys(meta));
  const twice = names.filter((name, at) => names.indexOf(name) !== at);
  if (twice.length > 0) throw new Error(`Two classes of requests or answers are named ${twice.join(', ')}.`);
}
