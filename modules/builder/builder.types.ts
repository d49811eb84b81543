/** What a canvas keeps for its user: the draft of a blueprint, with versions, or the state of a session. */
export type NoteKind = 'draft' | 'session';

/** Where a note is: nobody else's key reaches it. */
export interface NotePlace {
  readonly org: string;
  /** Empty for tokens that stand for no user; those of one org share their notes. */
  readonly user: string;
  readonly kind: NoteKind;
  readonly key: string;
}

export interface Note {
  readonly version: number;
  readonly data: Readonly<Record<string, unknown>>;
}
