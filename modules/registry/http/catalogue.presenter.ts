import { formatCoordinates } from '@iceos/core/names';
import { toJsonSchema } from '@iceos/core/value-schema';
import type { CataloguedComponent, CataloguePage } from '../component-catalogue.js';
import type { CatalogueResponse, ToolInfo } from './catalogue.dto.js';
import { objectExamples, uiHints } from './ui-hints.js';

export function presentToolInfo({ name, entry, about }: CataloguedComponent): ToolInfo {
  const { coordinates, version, keyFingerprint, deprecated } = entry;
  const input = toJsonSchema(entry.inputSchema);
  return {
    name,
    title: about.title ?? null,
    description: about.description ?? null,
    package: formatCoordinates(coordinates),
    version,
    verified: keyFingerprint !== undefined,
    deprecated: deprecated !== undefined,
    input_schema: input,
    output_schema: toJsonSchema(entry.outputSchema),
    ui_hints: uiHints(input),
    examples: objectExamples(input),
  };
}

export function presentCatalogue({ components }: CataloguePage, cursor: string | null): CatalogueResponse {
  const of = (type: string) => components.filter(({ entry }) => entry.nodeType === type);
  const namesOf = (type: string) => of(type).map(({ name }) => name);
  return {
    tools: of('tool').map(presentToolInfo),
    agents: namesOf('agent'),
    workflows: namesOf('workflow'),
    chains: [],
    next_cursor: cursor,
  };
}
