import { readBlueprint } from '../blueprint.js';
import type { BlueprintFinding } from '../blueprint/findings.js';
import { MAX_DOCUMENT_BYTES } from '../blueprint/limits.js';
import { parseCanonical } from '../canonical.js';
import { agentTerms } from '../cost/nodes.js';
import type { ComponentUse, Resolution, ResolvedComponent } from './components.js';
import { isUse, parseUse, resolutionFindings } from './references.js';

/** A component whose document was not read yet. */
export interface UnreadComponent extends Omit<ResolvedComponent, 'agent' | 'blueprint' | 'tools'> {
  /** Of an agent or a workflow: the judged bytes. */
  readonly document?: Uint8Array;
}

/** The component with its document read, or that the document is not what it is to be. Never throws. */
export function readComponent({ document, ...component }: UnreadComponent): Resolution {
  if (!document) return { ok: true, component };
  const invalid = (detail: string): Resolution => ({
    ok: false,
    code: 'component-document-invalid',
    detail: `The document of ${component.name} is not valid: ${detail}`,
  });
  const parsed = parseCanonical(document, { maxBytes: MAX_DOCUMENT_BYTES });
  if (!parsed.ok) return invalid(parsed.detail);
  const { value } = parsed;
  if (component.node_type === 'agent')
    return { ok: true, component: { ...component, tools: toolsOf(value), agent: agentTerms(value) } };
  const read = readBlueprint(value);
  if (!read.ok) return invalid(read.findings[0]?.detail ?? 'it is no blueprint.');
  return { ok: true, component: { ...component, blueprint: read.value } };
}

/** Every tool that the document of an agent lets it call; what is no reference is left out. */
export function usesOfAgent(document: unknown): ComponentUse[] {
  return namedBy(document).filter(isUse);
}

/** What is wrong with the tools that the document of an agent names. Never throws, unless `resolve` does. */
export function checkAgent(
  document: unknown,
  resolve: (use: ComponentUse) => Resolution,
): BlueprintFinding[] {
  const findings = namedBy(document).flatMap((found) =>
    isUse(found) ? resolutionFindings(found, resolve(found)) : [found],
  );
  // An agent has no nodes.
  return findings.map(({ nodeId: _none, ...finding }) => finding);
}

function namedBy(document: unknown): (ComponentUse | BlueprintFinding)[] {
  return toolsOf(document).map((text, at) => parseUse('tool', text, `/tools/${at}`, ''));
}

function toolsOf(document: unknown): string[] {
  const { tools } = (document ?? {}) as { tools?: unknown };
  return Array.isArray(tools) ? tools.filter((tool) => typeof tool === 'string') : [];
}
