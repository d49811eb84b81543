import type { PackageVersion, PublishedComponent, PublishReceipt } from '../registry.types.js';
import type {
  ComponentResponse,
  PublishReceiptResponse,
  VersionDetailResponse,
  VersionResponse,
} from './packages.dto.js';

export function presentVersion(version: PackageVersion): VersionResponse {
  return {
    namespace: version.namespace,
    name: version.name,
    version: version.version,
    kind: version.kind,
    visibility: version.visibility,
    sequence: version.sequence,
    manifest_digest: version.manifestDigest,
    archive_digest: version.archiveDigest,
    archive_size: version.archiveSize,
    key_fingerprint: version.keyFingerprint,
    published_at: version.publishedAt.toISOString(),
    yanked: version.yankedReason !== undefined,
    yanked_reason: version.yankedReason ?? null,
    deprecated: version.deprecatedReason !== undefined,
    deprecated_reason: version.deprecatedReason ?? null,
    retired: version.retiredReason !== undefined,
    retired_reason: version.retiredReason ?? null,
  };
}

export function presentComponent(component: PublishedComponent): ComponentResponse {
  return {
    namespace: component.namespace,
    package: component.package,
    version: component.version,
    name: component.name,
    node_type: component.nodeType,
    component_version: component.componentVersion,
    digest: component.digest,
  };
}

export function presentDetail(
  version: PackageVersion,
  components: readonly PublishedComponent[],
): VersionDetailResponse {
  return { ...presentVersion(version), components: components.map(presentComponent) };
}

export function presentReceipt({ version, components, created }: PublishReceipt): PublishReceiptResponse {
  return { ...presentDetail(version, components), created };
}
