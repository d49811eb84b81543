import type { BlueprintFinding } from '@iceos/core/blueprint';
import type { NeededPermission } from '@iceos/core/checks';
import type { FrozenDocument, ListedBlueprint, ListedVersion, Validation } from '../compiler.types.js';
import type {
  BlueprintSummary,
  ValidationResponse,
  FindingResponse,
  NeededPermissionResponse,
  FrozenResponse,
  BlueprintVersionSummary,
} from './blueprints.dto.js';

export function presentSummary(blueprint: ListedBlueprint): BlueprintSummary {
  const { id, name, project, nodes, components, number, lock, createdAt, updatedAt } = blueprint;
  return {
    id,
    name,
    project_id: project ?? null,
    node_count: nodes,
    components: [...components],
    version: number,
    version_lock: lock,
    created_at: createdAt.toISOString(),
    updated_at: updatedAt.toISOString(),
  };
}

export function presentVersion(version: ListedVersion): BlueprintVersionSummary {
  const { number, lock, name, nodes, current, changedBy, changedAt } = version;
  return {
    version: number,
    version_lock: lock,
    name,
    node_count: nodes,
    current,
    changed_by: changedBy,
    changed_at: changedAt.toISOString(),
  };
}

export function presentValidation({ valid, level, findings, permissions }: Validation): ValidationResponse {
  const of = (severity: BlueprintFinding['severity']): FindingResponse[] =>
    findings.filter((found) => found.severity === severity).map(presentFinding);
  return {
    valid,
    level,
    errors: of('error'),
    warnings: of('warning'),
    permissions: permissions.map(presentPermission),
  };
}

export function presentFrozen({ digest, frozen }: FrozenDocument): FrozenResponse {
  return { digest, frozen };
}

function presentPermission({ hosts, components, ...permission }: NeededPermission): NeededPermissionResponse {
  return { ...permission, ...(hosts ? { hosts: [...hosts] } : {}), components: [...components] };
}

function presentFinding({
  code,
  pointer,
  detail,
  fix,
  severity,
  nodeId,
  refusal,
}: BlueprintFinding): FindingResponse {
  return {
    code,
    pointer,
    detail,
    ...(fix === undefined ? {} : { fix }),
    severity,
    ...(nodeId === undefined ? {} : { node_id: nodeId }),
    ...(refusal === undefined ? {} : { refusal }),
  };
}
