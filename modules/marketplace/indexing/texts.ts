import type { Example, Manifest, ManifestComponent } from '@iceos/core/manifest';

/** What one listing says about itself, by how much it says. */
export interface Texts {
  /** Its names. */
  readonly names: readonly string[];
  readonly descriptions: readonly string[];
  /** Tags, package, members of its schemas, parts of a bundle. */
  readonly details: readonly string[];
  /** Requests that it answers. */
  readonly examples: readonly string[];
}

/** Most texts that are read from the schemas of a component. */
const MOST_SCHEMA_TEXTS = 1000;
/** Where JSON Schema keeps its members by name. */
const NAMED = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']);
/** Values, not words about them. */
const VALUES = new Set(['const', 'default', 'enum', 'examples']);
const DESCRIBING = new Set(['title', 'description']);
const SHARED = '#/schemas/';

export function textsOfComponent(component: ManifestComponent, manifest: Manifest): Texts {
  const { name, title = '', description = '', tags = [], schema = {}, examples = [] } = component;
  return {
    names: [name, title],
    descriptions: [description],
    details: [
      ...tags,
      manifest.name ?? '',
      ...schemaTexts([schema.input, schema.output], manifest.schemas ?? {}),
    ],
    examples: examples.flatMap(exampleTexts),
  };
}

export function exampleTexts(example: Example): string[] {
  return typeof example === 'string' ? [example] : [example.title ?? '', example.request ?? ''];
}

/** Names and descriptions of the members of JSON Schemas, through references to the schemas of the manifest, each once. */
function schemaTexts(schemas: readonly unknown[], shared: Readonly<Record<string, unknown>>): string[] {
  const texts = new Set<string>();
  const waiting: unknown[] = [...schemas];
  const seen = new Set<unknown>();
  // What is pushed while the loop runs is visited too.
  for (const schema of waiting) {
    if (texts.size >= MOST_SCHEMA_TEXTS) break;
    if (typeof schema !== 'object' || schema === null || seen.has(schema)) continue;
    seen.add(schema);
    for (const [member, value] of Object.entries(schema)) {
      if (DESCRIBING.has(member) && typeof value === 'string') texts.add(value);
      if (member === '$ref' && typeof value === 'string' && value.startsWith(SHARED)) {
        waiting.push(shared[value.slice(SHARED.length)]);
      }
      if (NAMED.has(member) && typeof value === 'object' && value !== null) {
        for (const name of Object.keys(value)) texts.add(name);
        waiting.push(...Object.values(value));
      } else if (!VALUES.has(member)) waiting.push(...(Array.isArray(value) ? value : [value]));
    }
  }
  return [...texts].slice(0, MOST_SCHEMA_TEXTS);
}
