import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Finding } from './errors.js';
import { bundleSchema, type Bundle } from './generated/bundle.js';
import { kitSchema, type Kit } from './generated/kit.js';
import { parseNamespace, parsePackageName, parseVersion } from './names.js';

export type { Bundle } from './generated/bundle.js';
export type { Kit } from './generated/kit.js';

export type AuthoredResult<Document> =
  | { readonly ok: true; readonly value: Document }
  | { readonly ok: false; readonly findings: readonly Finding[] };

let ajv: Ajv2020 | undefined;
const compiled = new Map<object, ValidateFunction>();

/** `value` as kit.yaml, or everything that is wrong with it. Never throws. */
export function checkKit(value: unknown): AuthoredResult<Kit> {
  return check<Kit>(kitSchema, value);
}

/** `value` as bundle.yaml or as the bundle.json of a package, or everything that is wrong with it. Never throws. */
export function checkBundle(value: unknown): AuthoredResult<Bundle> {
  return check<Bundle>(bundleSchema, value);
}

function check<Document extends { namespace?: string; name: string; version: string; created?: string }>(
  schema: object,
  value: unknown,
): AuthoredResult<Document> {
  ajv ??= new Ajv2020({ allErrors: true, strict: false });
  const validate = compiled.get(schema) ?? ajv.compile(schema);
  compiled.set(schema, validate);
  if (!validate(value))
    return { ok: false, findings: (validate.errors ?? []).slice(0, 100).map(schemaFinding) };
  const document = value as Document;
  const findings = [
    ...(document.namespace === undefined ? [] : named('/namespace', parseNamespace, document.namespace)),
    ...named('/name', parsePackageName, document.name),
    ...named('/version', parseVersion, document.version),
    ...(document.created !== undefined && Number.isNaN(Date.parse(document.created))
      ? [error('invalid-time', '/created', `${document.created} is no time of any calendar.`)]
      : []),
  ];
  return findings.length === 0 ? { ok: true, value: document } : { ok: false, findings };
}

function named(pointer: string, parse: (text: unknown) => unknown, text: string): Finding[] {
  try {
    parse(text);
    return [];
  } catch (fault) {
    return [error('invalid-name', pointer, (fault as Error).message)];
  }
}

function schemaFinding({ keyword, instancePath, params, message }: ErrorObject): Finding {
  const where = instancePath || 'the document';
  if (keyword === 'additionalProperties') {
    const member = String(params.additionalProperty);
    const pointer = `${instancePath}/${member.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    return error('unknown-member', pointer, `${where} has an unknown member ${JSON.stringify(member)}.`);
  }
  return error(
    `schema-${keyword.toLowerCase()}`,
    instancePath,
    `${where} ${message ?? 'does not fit the schema'}.`,
  );
}

function error(code: string, pointer: string, detail: string): Finding {
  return { code, pointer, detail, severity: 'error' };
}
