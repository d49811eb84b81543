import { CodedError, type Finding } from '@iceos/core/errors';

/** Everything the compiler refuses with. */
export type CompilerCode =
  'blueprint-not-found' | 'blueprint-invalid' | 'version-lock-missing' | 'version-lock-stale';

export function blueprintNotFound(name: string): CodedError<CompilerCode> {
  return new CodedError('blueprint-not-found', 'Blueprint not found', {
    hint: 'List yours with GET /api/v1/blueprints/, and published workflows with `ice search`.',
    data: { blueprint_id: name.slice(0, 300) },
  });
}

/** Refuses a blueprint; every finding travels along, each with its pointer. */
export function blueprintInvalid(findings: readonly Finding[]): CodedError<CompilerCode> {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const [first = findings[0]] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return new CodedError('blueprint-invalid', `${first?.detail ?? 'The blueprint is not valid.'}${more}`, {
    hint: first?.fix ?? 'Correct the places named in `errors`.',
    findings,
  });
}
