import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Finding } from '../errors.js';
import { manifestSchema, type Manifest, type ManifestComponent } from '../generated/plugins.v0.js';
import { parseComponentName, parseNamespace, parsePackageName, parseVersion } from '../names.js';
import { archivePathFault } from '../paths.js';
import { isRange } from '../semver.js';
import { permissionFindings } from './permissions.js';

let compiled: ValidateFunction<Manifest> | undefined;

/** Everything that is wrong with `value` as a manifest: first by the schema, then, if that passes, by the rules beyond it. */
export function findingsInManifest(value: unknown): Finding[] {
  compiled ??= new Ajv2020({ allErrors: true, strict: false, validateFormats: false }).compile<Manifest>(
    manifestSchema,
  );
  if (!compiled(value)) return (compiled.errors ?? []).slice(0, 100).map(schemaFinding);
  return [...rootFindings(value), ...fileFindings(value), ...componentFindings(value)];
}

function error(code: string, pointer: string, detail: string, fix?: string): Finding {
  return { code, pointer, detail, ...(fix ? { fix } : {}), severity: 'error' };
}

function schemaFinding({ keyword, instancePath, params, message }: ErrorObject): Finding {
  const where = instancePath || 'the manifest';
  switch (keyword) {
    case 'additionalProperties':
      return error(
        'unknown-member',
        `${instancePath}/${escapePointer(String(params.additionalProperty))}`,
        `${where} has an unknown member ${JSON.stringify(params.additionalProperty)}.`,
        'Remove it.',
      );
    case 'required':
      return error(
        'missing-member',
        instancePath,
        `${where} lacks ${JSON.stringify(params.missingProperty)}.`,
        'Add it.',
      );
    case 'const':
      return error('wrong-value', instancePath, `${where} must be ${JSON.stringify(params.allowedValue)}.`);
    case 'enum':
      return error(
        'wrong-value',
        instancePath,
        `${where} must be one of ${(params.allowedValues as unknown[]).join(', ')}.`,
      );
    default:
      return error(
        `schema-${keyword.toLowerCase()}`,
        instancePath,
        `${where} ${message ?? 'does not fit the schema'}.`,
      );
  }
}

function escapePointer(member: string): string {
  return member.replaceAll('~', '~0').replaceAll('/', '~1');
}

function named(
  findings: Finding[],
  pointer: string,
  parse: (text: unknown) => unknown,
  text: string | undefined,
): void {
  if (text === undefined) return;
  try {
    parse(text);
  } catch (fault) {
    findings.push(error('invalid-name', pointer, (fault as Error).message));
  }
}

function rootFindings(manifest: Manifest): Finding[] {
  const findings: Finding[] = [];
  named(findings, '/namespace', parseNamespace, manifest.namespace);
  named(findings, '/name', parsePackageName, manifest.name);
  named(findings, '/version', parseVersion, manifest.version);
  if (manifest.created !== undefined && Number.isNaN(Date.parse(manifest.created))) {
    findings.push(error('invalid-time', '/created', 'created is not an RFC 3339 time.'));
  }
  for (const [coordinates, range] of Object.entries(manifest.dependencies ?? {})) {
    const pointer = `/dependencies/${escapePointer(coordinates)}`;
    const [namespace, name, ...rest] = coordinates.split('/');
    named(findings, pointer, parseNamespace, namespace ?? '');
    named(findings, pointer, parsePackageName, rest.length ? coordinates : (name ?? ''));
    if (!isRange(range))
      findings.push(error('invalid-range', pointer, `${JSON.stringify(range)} is not a SemVer range.`));
  }
  return findings;
}

function fileFindings(manifest: Manifest): Finding[] {
  const findings: Finding[] = [];
  const seen = new Map<string, string>();
  for (const [index, { path }] of (manifest.files ?? []).entries()) {
    const pointer = `/files/${index}/path`;
    const fault = archivePathFault(path);
    if (fault) findings.push(error('forbidden-path', pointer, `${JSON.stringify(path)}: ${fault}.`));
    const twin = seen.get(path.toLowerCase());
    if (twin !== undefined)
      findings.push(
        error(
          'duplicate-path',
          pointer,
          `${JSON.stringify(path)} stands twice, or differs from ${JSON.stringify(twin)} by case only.`,
        ),
      );
    seen.set(path.toLowerCase(), path);
  }
  const paths = new Set(manifest.files?.map((file) => file.path));
  const refer = (pointer: string, path: string | undefined) => {
    if (path !== undefined && !paths.has(path))
      findings.push(
        error(
          'undeclared-file',
          pointer,
          `${JSON.stringify(path)} is not among files.`,
          'List it under files.',
        ),
      );
  };
  refer('/readme/path', manifest.readme?.path);
  for (const [index, component] of manifest.components.entries()) {
    refer(`/components/${index}/wasm/path`, component.wasm?.path);
    refer(`/components/${index}/document/path`, component.document?.path);
  }
  return findings;
}

function componentFindings(manifest: Manifest): Finding[] {
  const findings: Finding[] = [];
  const names = new Set<string>();
  for (const [index, component] of manifest.components.entries()) {
    const pointer = `/components/${index}`;
    named(findings, `${pointer}/name`, parseComponentName, component.name);
    named(findings, `${pointer}/version`, parseVersion, component.version);
    named(findings, `${pointer}/iceos_min`, parseVersion, component.iceos_min);
    if (names.has(component.name)) {
      findings.push(
        error(
          'duplicate-name',
          `${pointer}/name`,
          `${component.name} stands twice; names are unique across node types.`,
        ),
      );
    }
    names.add(component.name);
    findings.push(
      ...bodyFindings(component, pointer),
      ...schemaReferenceFindings(manifest, component, pointer),
    );
    for (const [at, permission] of (component.permissions ?? []).entries()) {
      const place = `${pointer}/permissions/${at}`;
      named(findings, `${place}/version`, parseVersion, permission.version);
      findings.push(...permissionFindings(permission, place));
    }
  }
  return findings;
}

/** A tool is a WASM component; agents and workflows are documents. */
function bodyFindings(component: ManifestComponent, pointer: string): Finding[] {
  if (component.wasm && component.document) {
    return [
      error(
        'two-bodies',
        pointer,
        `${component.name} has both wasm and document.`,
        'Keep wasm for a tool, document for an agent or a workflow.',
      ),
    ];
  }
  if (component.node_type === 'tool' && component.document)
    return [error('wrong-body', `${pointer}/document`, `${component.name} is a tool and needs wasm.`)];
  if (component.node_type !== 'tool' && component.wasm)
    return [
      error(
        'wrong-body',
        `${pointer}/wasm`,
        `${component.name} is a ${component.node_type} and needs document.`,
      ),
    ];
  return [];
}

function schemaReferenceFindings(
  manifest: Manifest,
  component: ManifestComponent,
  pointer: string,
): Finding[] {
  const findings: Finding[] = [];
  for (const side of ['input', 'output'] as const) {
    const reference = component.schema?.[side]?.$ref;
    if (reference === undefined) continue;
    const name = typeof reference === 'string' && /^#\/schemas\/([A-Za-z0-9_.-]+)$/.exec(reference)?.[1];
    if (!name || !Object.hasOwn(manifest.schemas ?? {}, name)) {
      findings.push(
        error(
          'unknown-schema',
          `${pointer}/schema/${side}/$ref`,
          `${JSON.stringify(reference)} names no member of schemas.`,
        ),
      );
    }
  }
  return findings;
}
