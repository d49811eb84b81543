import { Injectable } from '@nestjs/common';
import { AppConfig } from '../../../src/config/app-config.js';
import { Database } from '../../../src/database/database.js';
import { noteNotFound, notesTooMany, noteStale, noteTooLarge } from '../builder.errors.js';
import type { Note, NotePlace } from '../builder.types.js';
import { NotesRepository } from '../store/notes.repository.js';

export interface NoteChange {
  readonly data: Readonly<Record<string, unknown>>;
  /** The version that the client believes to have; the new one is above it. */
  readonly version?: number | undefined;
  /** The version that the change was made from; 0 for a note that is not there yet. */
  readonly madeFrom?: number | undefined;
}

const MAX_BYTES = 1024 * 1024;
/** Of one user at a time, drafts and sessions together. */
const MOST_NOTES = 1000;

/** Keeps drafts and sessions. A change that names the version it was made from happens only if that is still the one. */
@Injectable()
export class KeepNote {
  constructor(
    private readonly database: Database,
    private readonly notes: NotesRepository,
    private readonly config: AppConfig,
  ) {}

  /** The new version; throws `note-stale`, `note-too-large` and `notes-too-many`. */
  async put(place: NotePlace, { data, version = 0, madeFrom }: NoteChange): Promise<number> {
    const bytes = Buffer.from(JSON.stringify(data));
    if (bytes.length > MAX_BYTES) throw noteTooLarge(place.kind);
    const seconds = this.config.builder.draftSeconds;
    return this.database.transaction(async (tx) => {
      const isNew = (await this.notes.find(tx, place)) === undefined;
      if (isNew && (await this.notes.count(tx, place)) >= MOST_NOTES) throw notesTooMany(MOST_NOTES);
      const written = await this.notes.save(tx, place, { data: bytes, seconds, above: version, madeFrom });
      if (written === undefined) throw noteStale(place.kind);
      return written;
    });
  }

  /** Throws `note-not-found`. */
  async get(place: NotePlace): Promise<Note> {
    const note = await this.database.read((tx) => this.notes.find(tx, place));
    if (!note) throw noteNotFound(place.kind);
    return note;
  }

  /** Does nothing when there is none. */
  async remove(place: NotePlace): Promise<void> {
    await this.database.read((tx) => this.notes.remove(tx, place));
  }
}
