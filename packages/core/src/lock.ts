import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { canonicalBytes } from './canonical.js';
import { digestOf, type Digest } from './digest.js';
import type { Finding } from './errors.js';
import type { AdmittedManifest } from './gate.js';
import { componentSchemas } from './gate/schemas.js';
import { lockSchema, type Lock, type LockedComponent, type LockedPackage } from './generated/lock.js';
import { declaredDigest, type Manifest, type ManifestComponent } from './manifest.js';
import { parseComponentName, parseNamespace, parsePackageName, parseVersion } from './names.js';
import { sortedLock, sortedPackage } from './lock/sorted.js';
import { isRange } from './semver.js';

export type { Lock, LockedComponent, LockedPackage, SnapshotOfLog } from './generated/lock.js';
export { compareLocks, wideningIn, type LockAspect, type LockChange } from './lock/compare.js';

/** Largest lock that is read, in characters. */
const MAX_LOCK_CHARS = 16 * 1024 * 1024;

export type ParseLockResult =
  { readonly ok: true; readonly value: Lock } | { readonly ok: false; readonly findings: readonly Finding[] };

let compiled: ValidateFunction<Lock> | undefined;

/** Reads the text of `ice.lock`, or says everything that is wrong with it. Never throws. */
export function parseLock(text: string): ParseLockResult {
  if (text.length > MAX_LOCK_CHARS) return refuse(error('too-large', '', 'The lock is too large to be one.'));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (fault) {
    return refuse(error('not-json', '', `The lock is not JSON: ${(fault as Error).message}.`));
  }
  compiled ??= new Ajv2020({ allErrors: true, strict: false, validateFormats: false }).compile<Lock>(
    lockSchema,
  );
  if (!compiled(value)) {
    return {
      ok: false,
      findings: (compiled.errors ?? [])
        .slice(0, 100)
        .map(({ keyword, instancePath, message }) =>
          error(`schema-${keyword.toLowerCase()}`, instancePath, `${instancePath || 'The lock'} ${message}.`),
        ),
    };
  }
  const findings = [...requirementFindings(value), ...packageFindings(value)];
  return findings.length === 0 ? { ok: true, value } : { ok: false, findings };
}

/** The text of `ice.lock`: equal locks give equal texts, whatever the order of their lists and members. */
export function formatLock(lock: Lock): string {
  return `${JSON.stringify(sortedLock(lock), null, 2)}\n`;
}

/** What a lock keeps of an admitted version; `sequence` is that of the registry's record. */
export function lockPackage(
  { manifest, digest, coordinates, key }: AdmittedManifest,
  sequence: number,
): LockedPackage {
  const { dependencies = {}, license, pricing } = manifest;
  return sortedPackage({
    ...coordinates,
    kind: manifest.kind ?? 'kit',
    manifest_digest: digest,
    archive_digest: manifest.artifact?.sha256 ?? '',
    key_fingerprint: key.fingerprint,
    sequence,
    ...(license === undefined ? {} : { license }),
    ...(pricing ? { pricing } : {}),
    ...(Object.keys(dependencies).length > 0 ? { dependencies } : {}),
    components: manifest.components.map((component) => lockComponent(manifest, component)),
  });
}

function lockComponent(manifest: Manifest, component: ManifestComponent): LockedComponent {
  const path = component.wasm?.path ?? component.document?.path ?? '';
  const { limits = {} } = component;
  return {
    node_type: component.node_type,
    name: component.name,
    version: component.version ?? manifest.version ?? '',
    digest: declaredDigest(manifest, path) ?? '',
    schema_digest: schemaDigest(manifest, component),
    description_digest: descriptionDigest(component),
    permissions: [...(component.permissions ?? [])],
    ...(Object.keys(limits).length > 0 ? { limits } : {}),
    ...(component.cost_estimate ? { cost_estimate: component.cost_estimate } : {}),
  };
}

function schemaDigest(manifest: Manifest, component: ManifestComponent): Digest {
  const { inputSchema, outputSchema } = componentSchemas(manifest, component);
  return digestOf(canonicalBytes([inputSchema, outputSchema]));
}

/** Of all that a model reads before it decides to call the component. */
function descriptionDigest({ title = '', description = '', examples = [] }: ManifestComponent): Digest {
  return digestOf(canonicalBytes([title, description, examples]));
}

function requirementFindings({ requires }: Lock): Finding[] {
  return Object.entries(requires).flatMap(([name, range]) => requirement(`/requires`, name, range));
}

function requirement(pointer: string, name: string, range: string): Finding[] {
  const [namespace, packageName, ...rest] = name.split('/');
  const at = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  return [
    ...(rest.length > 0 ? [error('invalid-name', at, `${name} is not namespace/name.`)] : []),
    ...named(at, parseNamespace, namespace),
    ...named(at, parsePackageName, packageName),
    ...(isRange(range)
      ? []
      : [error('invalid-range', at, `${JSON.stringify(range)} is not a SemVer range.`)]),
  ];
}

function packageFindings({ packages }: Lock): Finding[] {
  const seen = new Set<string>();
  return packages.flatMap((item, index) => {
    const pointer = `/packages/${index}`;
    const name = `${item.namespace}/${item.name}`;
    const twin = seen.has(name) ? [error('duplicate', pointer, `${name} stands twice in the lock.`)] : [];
    seen.add(name);
    return [
      ...twin,
      ...named(`${pointer}/namespace`, parseNamespace, item.namespace),
      ...named(`${pointer}/name`, parsePackageName, item.name),
      ...named(`${pointer}/version`, parseVersion, item.version),
      ...Object.entries(item.dependencies ?? {}).flatMap(([needed, range]) =>
        requirement(`${pointer}/dependencies`, needed, range),
      ),
      ...componentFindings(item, pointer),
    ];
  });
}

function componentFindings({ components }: LockedPackage, pointer: string): Finding[] {
  const seen = new Set<string>();
  return components.flatMap(({ name, version }, index) => {
    const at = `${pointer}/components/${index}`;
    const twin = seen.has(name) ? [error('duplicate', at, `The component ${name} stands twice.`)] : [];
    seen.add(name);
    return [
      ...twin,
      ...named(`${at}/name`, parseComponentName, name),
      ...named(`${at}/version`, parseVersion, version),
    ];
  });
}

function named(pointer: string, parse: (text: unknown) => unknown, text: unknown): Finding[] {
  try {
    parse(text);
    return [];
  } catch (fault) {
    return [error('invalid-name', pointer, (fault as Error).message)];
  }
}

function refuse(only: Finding): { ok: false; findings: readonly Finding[] } {
  return { ok: false, findings: [only] };
}

function error(code: string, pointer: string, detail: string): Finding {
  return { code, pointer, detail, fix: 'Write the lock anew with `ice lock`.', severity: 'error' };
}
