import type { Hit } from '../marketplace.types.js';
import type { ListingResponse } from './search.dto.js';

export function presentHit(hit: Hit): ListingResponse {
  return {
    namespace: hit.namespace,
    name: hit.name,
    version: hit.version,
    kind: hit.kind,
    package: hit.package,
    package_kind: hit.packageKind,
    component_version: hit.componentVersion,
    title: hit.title ?? null,
    description: hit.description ?? null,
    tags: [...hit.tags],
    deprecated: hit.deprecated,
    visibility: hit.visibility,
    manifest_digest: hit.manifestDigest,
    digest: hit.digest,
    score: hit.score / 1_000_000,
  };
}
