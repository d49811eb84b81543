import { CodedError, type Finding } from '@iceos/core/errors';

/** Everything the builder refuses with. */
export type BuilderCode =
  'partial-not-found' | 'partial-invalid' | 'partial-too-large' | 'partials-too-many' | 'partial-incomplete';

export function partialNotFound(id: string): CodedError<BuilderCode> {
  return new CodedError('partial-not-found', 'Partial blueprint not found', {
    hint: 'It was finalized, or nobody changed it for so long that it expired. Begin another one.',
    data: { blueprint_id: id.slice(0, 300) },
  });
}

/** Refuses a change; each finding points into the request. */
export function changeInvalid(findings: readonly Finding[]): CodedError<BuilderCode> {
  const [first] = findings.filter(({ severity }) => severity === 'error');
  return new CodedError('partial-invalid', first?.detail ?? 'The change is not valid.', {
    hint: first?.fix ?? 'Correct the places named in `errors`.',
    findings,
  });
}

export function partialTooLarge(limit: string): CodedError<BuilderCode> {
  return new CodedError('partial-too-large', `A partial blueprint holds at most ${limit}.`, {
    hint: 'Split it into workflows, or store it whole with POST /api/v1/blueprints/.',
  });
}

export function partialsTooMany(most: number): CodedError<BuilderCode> {
  return new CodedError('partials-too-many', `There are ${most} partial blueprints already.`, {
    hint: 'Finalize some, or wait until those that nobody changes expire.',
  });
}

/** Refuses to finalize what is not complete, with everything that is missing. */
export function partialIncomplete(detail: string, findings: readonly Finding[]): CodedError<BuilderCode> {
  return new CodedError('partial-incomplete', detail, {
    hint: 'Mend what `errors` names, with PUT on the partial blueprint.',
    findings,
  });
}
