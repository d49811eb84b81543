import type { BlueprintFinding } from '@iceos/core/blueprint';
import type { Validation, FrozenDocument, StoredBlueprint } from '../compiler.types.js';
import type {
  BlueprintSummary,
  ValidationResponse,
  FindingResponse,
  FrozenResponse,
} from './blueprints.dto.js';

export function presentSummary({
  id,
  name,
  body,
  lock,
  createdAt,
  updatedAt,
}: StoredBlueprint): BlueprintSummary {
  return {
    id,
    name,
    node_count: body.nodes.length,
    version_lock: lock,
    created_at: createdAt.toISOString(),
    updated_at: updatedAt.toISOString(),
  };
}

export function presentValidation({ valid, level, findings }: Validation): ValidationResponse {
  const of = (severity: BlueprintFinding['severity']): FindingResponse[] =>
    findings.filter((found) => found.severity === severity).map(presentFinding);
  return { valid, level, errors: of('error'), warnings: of('warning') };
}

export function presentFrozen({ digest, frozen }: FrozenDocument): FrozenResponse {
  return { digest, frozen };
}

function presentFinding({ code, pointer, detail, fix, severity, nodeId }: BlueprintFinding): FindingResponse {
  return {
    code,
    pointer,
    detail,
    ...(fix === undefined ? {} : { fix }),
    severity,
    ...(nodeId === undefined ? {} : { node_id: nodeId }),
  };
}
