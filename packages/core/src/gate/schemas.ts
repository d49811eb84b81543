import type { Manifest, ManifestComponent } from '../manifest.js';

/** Input and output schema of a component, with its `#/schemas/…` references put in place; an absent one accepts any object. */
export function componentSchemas(
  manifest: Manifest,
  component: ManifestComponent,
): { inputSchema: Record<string, unknown>; outputSchema: Record<string, unknown> } {
  return {
    inputSchema: resolve(manifest, component.schema?.input),
    outputSchema: resolve(manifest, component.schema?.output),
  };
}

function resolve(manifest: Manifest, schema: Record<string, unknown> | undefined): Record<string, unknown> {
  if (!schema) return { type: 'object' };
  const reference = schema.$ref;
  // parseManifest has refused references to schemas that are not there.
  const resolved =
    typeof reference === 'string'
      ? ((manifest.schemas ?? {})[reference.slice('#/schemas/'.length)] ?? {})
      : schema;
  // References between schemas go on pointing at `#/schemas/…`, so the document they point into travels along.
  return JSON.stringify(resolved).includes('"#/schemas/')
    ? { ...resolved, schemas: manifest.schemas }
    : resolved;
}
