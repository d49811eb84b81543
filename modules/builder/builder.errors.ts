import { CodedError, type Finding } from '@iceos/core/errors';
import type { NoteKind } from './builder.types.js';

/** Everything the builder refuses with. */
export type BuilderCode =
  | 'partial-not-found'
  | 'partial-invalid'
  | 'partial-too-large'
  | 'partials-too-many'
  | 'partial-incomplete'
  | 'note-not-found'
  | 'note-stale'
  | 'note-too-large'
  | 'notes-too-many'
  | 'if-match-invalid'
  | 'builder-disabled'
  | 'plan-failed'
  | 'plan-forbidden'
  | 'preview-refused'
  | 'preview-forbidden'
  | 'blueprint-rejected';

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

export function noteNotFound(kind: NoteKind): CodedError<BuilderCode> {
  return new CodedError('note-not-found', `${kind} not found`, {
    hint: 'It was deleted, or nobody changed it for so long that it expired.',
  });
}

export function noteStale(kind: NoteKind): CodedError<BuilderCode> {
  return new CodedError('note-stale', `The ${kind} was changed meanwhile.`, {
    hint: 'Read it again, apply your change to what is there now, and name its version in If-Match.',
  });
}

export function noteTooLarge(kind: NoteKind): CodedError<BuilderCode> {
  return new CodedError('note-too-large', `A ${kind} holds at most 1 MiB.`, { hint: 'Keep less in it.' });
}

export function notesTooMany(most: number): CodedError<BuilderCode> {
  return new CodedError('notes-too-many', `You have ${most} drafts and sessions already.`, {
    hint: 'Delete some, or wait until those that nobody changes expire.',
  });
}

export function builderDisabled(what: string, variable: string): CodedError<BuilderCode> {
  return new CodedError('builder-disabled', `This server has ${what} turned off.`, {
    hint: `Its operator turns them on with ${variable}=1.`,
  });
}

/** No plan can be made as it is asked for. */
export function planFailed(detail: string, hint: string): CodedError<BuilderCode> {
  return new CodedError('plan-failed', detail, { hint });
}

/** A plan may not use what it is asked to use. */
export function planForbidden(detail: string, hint: string): CodedError<BuilderCode> {
  return new CodedError('plan-forbidden', detail, { hint });
}

/** Refuses code before it runs; each finding points into the request. */
export function previewRefused(detail: string, findings: readonly Finding[]): CodedError<BuilderCode> {
  return new CodedError('preview-refused', detail, {
    hint: findings[0]?.fix ?? 'Correct the code.',
    findings,
  });
}

export function previewForbidden(detail: string): CodedError<BuilderCode> {
  return new CodedError('preview-forbidden', detail, { hint: 'Publish the code as a tool.' });
}

/** Refuses to register what cannot be run. */
export function blueprintRejected(findings: readonly Finding[]): CodedError<BuilderCode> {
  const [first] = findings.filter(({ severity }) => severity === 'error');
  return new CodedError('blueprint-rejected', first?.detail ?? 'The blueprint is not valid.', {
    hint: first?.fix ?? 'Correct the places named in `errors`.',
    findings,
  });
}

export function ifMatchInvalid(): CodedError<BuilderCode> {
  return new CodedError('if-match-invalid', 'If-Match is not the version of a draft.', {
    hint: 'Send the `version` that the draft was read with, a whole number.',
  });
}
