import { CodedError, type Finding } from '@iceos/core/errors';

/** Everything the compiler refuses with. */
export type CompilerCode =
  | 'blueprint-not-found'
  | 'blueprint-version-not-found'
  | 'blueprint-invalid'
  | 'component-forbidden'
  | 'node-type-not-found'
  | 'node-not-found'
  | 'blueprint-in-use'
  | 'blueprint-immutable'
  | 'blueprint-handle-taken'
  | 'version-lock-missing'
  | 'version-lock-stale';

export function blueprintNotFound(name: string): CodedError<CompilerCode> {
  return new CodedError('blueprint-not-found', 'Blueprint not found', {
    hint: 'List yours with GET /api/v1/blueprints/, and published workflows with `ice search`.',
    data: { blueprint_id: name.slice(0, 300) },
  });
}

/** Refuses a change of a blueprint that is named by what it says. */
export function blueprintImmutable(handle: string): CodedError<CompilerCode> {
  return new CodedError(
    'blueprint-immutable',
    `${handle} names what the blueprint says, so it never changes.`,
    {
      hint: 'Clone it and change the copy, or register the changed blueprint under a name of its own.',
      data: { blueprint_id: handle },
    },
  );
}

export function handleTaken(handle: string): CodedError<CompilerCode> {
  return new CodedError('blueprint-handle-taken', `Another blueprint has the name ${handle}.`, {
    hint: 'Delete that one if nobody needs it, or store yours with POST /api/v1/blueprints/.',
    data: { blueprint_id: handle },
  });
}

export function versionNotFound(id: string, lock: string): CodedError<CompilerCode> {
  return new CodedError('blueprint-version-not-found', 'The blueprint has no version with that lock.', {
    hint: `List its versions with GET /api/v1/blueprints/${id}/versions.`,
    data: { blueprint_id: id, version_lock: lock.slice(0, 64) },
  });
}

export function nodeNotFound(id: string): CodedError<CompilerCode> {
  return new CodedError('node-not-found', `The blueprint has no node ${JSON.stringify(id)}.`, {
    hint: 'Nested nodes are found by their ids, too.',
  });
}

export function nodeTypeUnknown(name: string): CodedError<CompilerCode> {
  return new CodedError('node-type-not-found', `There is no node type ${JSON.stringify(name)}.`, {
    hint: 'See GET /api/v1/meta/nodes/types for what there is.',
  });
}

/**
 * Refuses a blueprint; every finding travels along, each with its pointer. One that uses what the operator does not let be
 * used is forbidden, whatever else is wrong with it.
 */
export function blueprintInvalid(findings: readonly Finding[]): CodedError<CompilerCode> {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const forbidden = errors.find(({ code }) => code === 'component-forbidden');
  const first = forbidden ?? errors[0] ?? findings[0];
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  const code = forbidden ? 'component-forbidden' : 'blueprint-invalid';
  return new CodedError(code, `${first?.detail ?? 'The blueprint is not valid.'}${more}`, {
    hint: first?.fix ?? 'Correct the places named in `errors`.',
    findings,
  });
}
