/** Bounds on what is read at all (docs/spec/blueprint.md 10). */
export const MAX_DOCUMENT_BYTES = 4 * 1024 * 1024;
export const MAX_DEPTH = 64;
export const MAX_NODES = 10_000;
/** Values of any kind in one document, and members of one object or array. */
export const MAX_VALUES = 500_000;
export const MAX_MEMBERS = 20_000;

/** Names that no member of a document and no node may have: they mean something to JavaScript objects. */
export const FORBIDDEN_MEMBERS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
