import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { canonicalBytes, parseCanonical } from '@iceos/core/canonical';
import { peekCheckpoint, type TreeHead, type VerifiedCheckpoint } from '@iceos/core/checkpoint';
import { digestOf } from '@iceos/core/digest';
import { encodeBase64 } from '@iceos/core/encoding';
import { CodedError } from '@iceos/core/errors';
import { historyOf, requireHistory, type RememberedLog, type SignedTree } from '@iceos/core/evidence';
import { consistencyProof, verifyConsistency, type Hash, type TileReader } from '@iceos/core/log';
import { Refusal } from '@iceos/core/refusal';
import { syncFolder, writeDurably } from './durable-file.js';

/** Sizes that are remembered besides the largest: each belongs to evidence that is kept somewhere here. */
const EARLIER_KEPT = 4096;
const MAX_BYTES = 1024 * 1024;

/** A tree head with the note that it was signed in. */
type SignedHead = TreeHead & Pick<VerifiedCheckpoint, 'note'>;

/** What is kept of a log: the largest checkpoint that was accepted, and what it was shown to continue. */
interface Head {
  readonly checkpoint: SignedHead;
  /** Time of its snapshot in milliseconds. */
  readonly time: number | undefined;
  readonly earlier: ReadonlyMap<number, string>;
}

interface HeadDocument {
  readonly schema_version: 'log-head.v0';
  readonly checkpoint: string;
  readonly time: string | null;
  readonly earlier: Readonly<Record<string, string>>;
}

/** A checkpoint that was met, with the time that its snapshot says, where it has one. */
export interface MetCheckpoint {
  readonly checkpoint: VerifiedCheckpoint;
  readonly asOf?: string | undefined;
}

/**
 * The memory that a verifier has of a log (docs/spec/trust.md 4.6), in a folder: the largest checkpoint it accepted. What it
 * meets afterwards must be that one, a beginning of it that it met before, or continue it. Two checkpoints of which that is
 * not so are a fork: both are kept as evidence, for the log signed them.
 */
export class LogMemory {
  private turn: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly folder: string,
    private head: Head | undefined,
  ) {}

  /** Opens the memory in `folder`, where there may be none yet. Throws `log-memory-unreadable`. */
  static async open(folder: string): Promise<LogMemory> {
    return new LogMemory(folder, await readHead(folder));
  }

  /** What evidence is judged by; undefined before the first checkpoint. */
  get remembered(): RememberedLog | undefined {
    if (!this.head) return undefined;
    const { checkpoint, time, earlier } = this.head;
    const { size, root } = checkpoint;
    return { size, root, earlier, ...(time === undefined ? {} : { time }) };
  }

  /** The largest checkpoint that was accepted, as it was signed. */
  get checkpoint(): SignedHead | undefined {
    return this.head?.checkpoint;
  }

  /** Takes up what other processes remembered in the same folder since; what is smaller than what is known here is left. */
  async refresh(): Promise<void> {
    const found = await readHead(this.folder);
    if (found && found.checkpoint.size >= (this.head?.checkpoint.size ?? 0)) this.head = found;
  }

  /**
   * Accepts a verified checkpoint, whose consistency with the remembered one is proved out of `tiles` of its own tree where
   * it is larger. Throws `rollback` for a smaller one that is not known, and `evidence-invalid` for a fork, whose evidence
   * is then kept.
   */
  meet(met: MetCheckpoint, tiles: TileReader, subject = 'checkpoint'): Promise<void> {
    const done = this.turn.then(() => this.judge(met, tiles, subject));
    this.turn = done.catch(() => undefined);
    return done;
  }

  /**
   * Refuses a tree that the log never was, named by something that nobody signed, such as a lock: `rollback` for one that is
   * larger than what the log showed, `evidence-invalid` for another one. A beginning that is not known is proved out of
   * `tiles` of the remembered tree, where they are at hand, and remembered.
   */
  async requirePast(tree: SignedTree, tiles: TileReader | undefined, subject: string): Promise<void> {
    const { head, remembered } = this;
    // Where nothing was ever shown, and nobody is there to be asked, there is nothing to hold it against.
    if (!head && !tiles) return;
    if (!head || !remembered || tree.size > remembered.size) {
      const found = remembered ? `${remembered.size} entries` : 'no log';
      throw new Refusal('rollback', `${subject} was made with a larger log than the one that is shown.`, {
        subject,
        expected: `at least ${tree.size} entries`,
        found,
      });
    }
    const verdict = historyOf(tree, remembered);
    if (verdict === 'known' || (verdict === 'older' && !tiles)) return;
    const proved =
      verdict === 'older' &&
      tiles &&
      verifyConsistency(
        tree.size,
        tree.root,
        remembered.size,
        remembered.root,
        await consistencyProof(tree.size, remembered.size, tiles),
      );
    if (!proved) {
      throw new Refusal('evidence-invalid', `${subject} was made with another log.`, {
        subject,
        expected: `a beginning of the log of ${remembered.size} entries`,
        found: `${tree.size} entries with the root ${encodeBase64(tree.root)}`,
      });
    }
    await this.keep({ ...head, earlier: pruned([...head.earlier, [tree.size, encodeBase64(tree.root)]]) });
  }

  private async judge(met: MetCheckpoint, tiles: TileReader, subject: string): Promise<void> {
    const { checkpoint } = met;
    // Other processes remember in the same folder.
    this.head = (await readHead(this.folder)) ?? this.head;
    const { head, remembered } = this;
    if (!head || !remembered) return this.keep(headOf(met, new Map()));
    const proof =
      historyOf(checkpoint, remembered) === 'unproved'
        ? await consistencyProof(remembered.size, checkpoint.size, tiles)
        : undefined;
    const verdict = historyOf(checkpoint, remembered, proof);
    if (verdict === 'forked') throw await this.forked(head.checkpoint, checkpoint, proof, subject);
    requireHistory(checkpoint, remembered, proof, subject);
    if (verdict === 'continued') await this.keep(headOf(met, earlierWith(head)));
  }

  private async keep(head: Head): Promise<void> {
    this.head = head;
    const document: HeadDocument = {
      schema_version: 'log-head.v0',
      checkpoint: head.checkpoint.note,
      time: head.time === undefined ? null : new Date(head.time).toISOString(),
      earlier: Object.fromEntries([...head.earlier].map(([size, root]) => [String(size), root])),
    };
    await writeDurably(headPath(this.folder), canonicalBytes(document));
    await syncFolder(this.folder);
  }

  /** Keeps both checkpoints: whoever has the log's public key sees that it signed the two. */
  private async forked(
    known: SignedHead,
    found: SignedHead,
    proof: readonly Hash[] | undefined,
    subject: string,
  ): Promise<Refusal> {
    const evidence = canonicalBytes({
      schema_version: 'log-fork.v0',
      accepted: known.note,
      found: found.note,
      proof: proof?.map(encodeBase64) ?? null,
    });
    const path = join(this.folder, 'forks', `${digestOf(evidence)}.json`);
    await mkdir(dirname(path), { recursive: true });
    await writeDurably(path, evidence);
    return new Refusal(
      'evidence-invalid',
      `The log forked: its checkpoint of ${found.size} entries does not continue the one of ${known.size} that was accepted here. Both are signed, and kept in ${path}.`,
      {
        subject,
        expected: `a continuation of ${known.size} entries with the root ${encodeBase64(known.root)}`,
        found: `${found.size} entries with the root ${encodeBase64(found.root)}`,
      },
    );
  }
}

function headPath(folder: string): string {
  return join(folder, 'log-head.json');
}

function headOf({ checkpoint, asOf }: MetCheckpoint, earlier: Head['earlier']): Head {
  return { checkpoint, time: asOf === undefined ? undefined : Date.parse(asOf), earlier };
}

/** What was known, and the head that is one of the beginnings from now on. The oldest are forgotten first. */
function earlierWith({ checkpoint, earlier }: Head): Map<number, string> {
  return pruned([...earlier, [checkpoint.size, encodeBase64(checkpoint.root)]]);
}

function pruned(all: readonly (readonly [size: number, root: string])[]): Map<number, string> {
  return new Map(all.toSorted(([a], [b]) => a - b).slice(-EARLIER_KEPT));
}

async function readHead(folder: string): Promise<Head | undefined> {
  const path = headPath(folder);
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!bytes) return undefined;
  const parsed = parseCanonical(new Uint8Array(bytes), { maxBytes: MAX_BYTES });
  const document = parsed.ok ? (parsed.value as unknown as Partial<HeadDocument>) : undefined;
  const note = typeof document?.checkpoint === 'string' ? document.checkpoint : '';
  const tree = peekCheckpoint(note);
  const earlier = Object.entries(document?.earlier ?? {});
  const sound = earlier.every(([size, root]) => /^\d{1,16}$/.test(size) && typeof root === 'string');
  const time = typeof document?.time === 'string' ? Date.parse(document.time) : undefined;
  if (document?.schema_version !== 'log-head.v0' || !tree || !sound || Number.isNaN(time))
    throw unreadable(path);
  return {
    checkpoint: { ...tree, note },
    time,
    earlier: new Map(earlier.map(([size, root]) => [Number(size), root])),
  };
}

function unreadable(path: string): CodedError<'log-memory-unreadable'> {
  return new CodedError('log-memory-unreadable', `${path} does not say which checkpoint was accepted.`, {
    hint: 'Restore it. Removing it makes this machine forget what the log showed before.',
  });
}
