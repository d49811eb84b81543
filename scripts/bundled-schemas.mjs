// The schema of blueprints stands in one file for each node type (manifests/nodes), which refer to each other by `$id`.
// Here they become one self-contained document, with every reference into its own `$defs`.
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

const ENDING = '.schema.json';

/** `[stem, schema]` of every schema in a folder, in the order of their names. */
export function schemasIn(folder) {
  return readdirSync(folder)
    .filter((file) => file.endsWith(ENDING))
    .sort()
    .map((file) => [basename(file, ENDING), JSON.parse(readFileSync(join(folder, file), 'utf8'))]);
}

/** `document` with the schemas of `nodes` and what they share as its `$defs`: first what is shared, then the types, then the rest. */
export function bundleBlueprint(document, nodes) {
  const parts = nodes.find(([stem]) => stem === 'parts')?.[1];
  const types = nodes.filter(([, schema]) => schema !== parts);
  const names = new Map([
    ...Object.keys(parts.$defs).map((name) => [`${parts.$id}#/$defs/${name}`, name]),
    ...types.map(([stem, { $id }]) => [$id, `${stem}_node`]),
    ...Object.keys(document.$defs).map((name) => [`${document.$id}#/$defs/${name}`, name]),
  ]);
  const local = (value, base) => {
    if (Array.isArray(value)) return value.map((one) => local(one, base));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([member, one]) => [
        member,
        member === '$ref' ? `#/$defs/${nameOf(names, new URL(one, base).href)}` : local(one, base),
      ]),
    );
  };
  const order = document.$defs.node.oneOf.map(({ $ref }) => new URL($ref, document.$id).href);
  const declared = new Map(types.map(([, schema]) => [schema.$id, schema]));
  if (declared.size !== new Set(order).size)
    throw new Error('manifests/nodes and $defs/node name different types');
  const embedded = order.map((id) => {
    const { $schema: _dialect, $id: _id, ...schema } = declared.get(id) ?? {};
    return [nameOf(names, id), local(schema, id)];
  });
  const { $defs, ...rest } = document;
  return {
    ...local(rest, document.$id),
    $defs: {
      ...local(parts.$defs, parts.$id),
      ...Object.fromEntries(embedded),
      ...local($defs, document.$id),
    },
  };
}

function nameOf(names, uri) {
  const name = names.get(uri);
  if (name === undefined) throw new Error(`${uri} is no schema of manifests/`);
  return name;
}
