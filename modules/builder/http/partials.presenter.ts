import { MILLION } from '../ranking/fit.js';
import type { RankedComponent } from '../ranking/rank.js';
import { blueprintOf, lockOf } from '../partial/document.js';
import type { Review, ReviewedNode } from '../partial/review.js';
import type { Suggested } from '../usecases/suggest-next.js';
import type { ReviewedPartial } from '../usecases/write-partial.js';
import { SchemaBudget } from './schema-budget.js';
import type {
  ComponentSuggestionResponse,
  PartialFindingResponse,
  PartialResponse,
  SuggestResponse,
} from './partials.dto.js';

export function presentPartial({ partial, review }: ReviewedPartial): PartialResponse {
  const { document, createdAt, expiresAt } = partial;
  return {
    blueprint_id: partial.id,
    ...presentReview(document.metadata, review),
    ...(document.kept ? { next_suggestions: [...document.kept] } : {}),
    version_lock: lockOf(partial),
    created_at: createdAt.toISOString(),
    expires_at: expiresAt.toISOString(),
  };
}

/** The members that a partial blueprint has whether it is kept or not. */
export function presentReview(
  metadata: Readonly<Record<string, unknown>>,
  { nodes, complete, errors, findings, suggestions }: Review,
): Omit<PartialResponse, 'blueprint_id' | 'version_lock' | 'created_at' | 'expires_at'> {
  const budget = new SchemaBudget();
  return {
    schema_version: blueprintOf({ nodes: [], metadata: {} }).schema_version ?? '',
    nodes: nodes.map((node) => presentNode(node, budget)),
    metadata: { ...metadata },
    is_complete: complete,
    validation_errors: [...errors],
    next_suggestions: [...suggestions],
    findings: findings.map(presentFinding),
  };
}

function presentNode({ node, inputs, outputs, suggestions }: ReviewedNode, budget: SchemaBudget): object {
  const present = (holes: ReviewedNode['inputs']) =>
    holes.map(({ name, type, schema }) => ({ name, type, schema: budget.shown(schema) }));
  return { ...node, pending_inputs: present(inputs), pending_outputs: present(outputs), suggestions };
}

function presentFinding({
  code,
  pointer,
  detail,
  fix,
  severity,
  nodeId,
}: Review['findings'][number]): PartialFindingResponse {
  return {
    code,
    pointer,
    detail,
    ...(fix === undefined ? {} : { fix }),
    severity,
    ...(nodeId === undefined ? {} : { node_id: nodeId }),
  };
}

export function presentSuggested({ types, components, nodeCount, listHint }: Suggested): SuggestResponse {
  return {
    suggestions: types.map(({ type, reason, confidence, template }) => ({
      type,
      reason,
      confidence,
      template,
    })),
    components: components.map(presentComponent),
    context: { node_count: nodeCount, has_list_hint: listHint },
  };
}

function presentComponent({
  candidate: { nodeType, reference, title, search, verdict },
  score,
  fit,
  cost,
  reason,
  template,
}: RankedComponent): ComponentSuggestionResponse {
  return {
    type: nodeType,
    reference,
    title: title ?? null,
    reason,
    score: score / MILLION,
    parts: { fit: fit.score / MILLION, search: search / MILLION, cost: cost / MILLION },
    loadable: verdict.loadable,
    refusal: verdict.loadable ? null : verdict.refusal,
    missing_inputs: [...fit.missing],
    fills: [...fit.fills],
    template,
  };
}
