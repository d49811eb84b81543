import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOf, type Digest } from '@iceos/core/digest';
import { Refusal } from '@iceos/core/refusal';
import { verifySignature } from '@iceos/core/signature';
import { openTrust, requireExtension, type TrustDocuments } from '@iceos/core/trust';
import { TrustFolder } from '@iceos/runtime/trust-folder';
import { CommandError } from '../errors.js';
import { readIfThere, writeWhole } from '../files.js';

/** Which root stands behind which address: what `known_hosts` is to ssh. */
type Addresses = Readonly<Record<string, string>>;

/**
 * The roots that this machine knows, in `<data dir>/roots`: a folder for each, with the documents that were accepted last,
 * and the addresses they were met at. A root that is known never changes its keys, and an address never its root, without
 * somebody who takes the old one away.
 */
export class KnownRoots {
  private readonly folder: string;

  constructor(dataDir: string) {
    this.folder = join(dataDir, 'roots');
  }

  /** Folder of the root behind an address; undefined for one that was not met yet. */
  async behind(address: string): Promise<string | undefined> {
    const id = (await this.addresses())[address];
    return id === undefined ? undefined : this.folderOf(id);
  }

  /** Folder of a root by its id, whether it is known or not. */
  folderOf(id: string): string {
    const plain = /^[a-z0-9][a-z0-9-]{0,63}$/.test(id);
    return join(this.folder, plain ? id : digestOf(new TextEncoder().encode(id)));
  }

  knows(id: string): boolean {
    return existsSync(join(this.folderOf(id), 'root'));
  }

  /** Remembers that the root `id`, with these verified documents, stands behind an address from now on. */
  async pin(address: string, id: string, documents: TrustDocuments): Promise<string> {
    const folder = this.folderOf(id);
    if (this.knows(id)) {
      await refuseChanged(folder, documents, address);
      // An address that is new brings nothing back that was ended since.
      await refuseEarlierKeys(folder, documents, address);
    }
    await keep(folder, documents);
    const addresses = { ...(await this.addresses()), [address]: id };
    await writeWhole(this.file, `${JSON.stringify(addresses, null, 2)}\n`);
    return folder;
  }

  private get file(): string {
    return join(this.folder, 'addresses.json');
  }

  private async addresses(): Promise<Addresses> {
    const bytes = await readIfThere(this.file);
    if (!bytes) return {};
    try {
      const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
      if (isAddresses(value)) return value;
    } catch {
      // Said below, as for a file that holds something else.
    }
    throw new CommandError('trust-unknown', 'refused', `${this.file} cannot be read.`, {
      hint: 'Restore it. Removing it makes this machine forget which root each server has.',
    });
  }
}

function isAddresses(value: unknown): value is Addresses {
  return (
    typeof value === 'object' && value !== null && Object.values(value).every((id) => typeof id === 'string')
  );
}

/** Keeps the documents of a root, which must be the known ones or continue them. */
export async function keep(folder: string, documents: TrustDocuments): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await new TrustFolder(folder).write(documents);
}

/** Refuses a root that neither is the known one nor continues it (docs/spec/trust.md 3.2). */
export async function refuseChanged(
  folder: string,
  { roots }: Pick<TrustDocuments, 'roots'>,
  address: string,
): Promise<void> {
  const known = await new TrustFolder(folder).roots();
  const [expected, given] = [known, roots].map(([first]) => digestOf(first ?? new Uint8Array())) as [
    Digest,
    Digest,
  ];
  if (expected !== given) throw changedRoot(address, expected, given, join(folder, 'root'));
  requireExtension(known, roots);
}

export function changedRoot(address: string, expected: string, found: string, path: string): CommandError {
  return new CommandError(
    'trust-changed',
    'refused',
    `${address} has another root than the one that this machine knows.`,
    {
      hint: `Ask its operator. Only when the change is meant, take ${path} away, and sign in again.`,
      data: { expected, found },
    },
  );
}

/** Refuses documents whose keys are older than those in a folder. */
async function refuseEarlierKeys(folder: string, documents: TrustDocuments, address: string): Promise<void> {
  const { sequence } = await new TrustFolder(folder).read();
  refuseOlderKeys(address, sequence, openTrust(documents, verifySignature).sequence);
}

/** Refuses keys that are older than those which were accepted before (docs/spec/trust.md 3.4). */
export function refuseOlderKeys(address: string, known: number, found: number): void {
  if (found >= known) return;
  throw new Refusal('rollback', `${address} gives older keys than it gave before.`, {
    subject: 'keys.json',
    expected: `sequence ${known} or later`,
    found: `sequence ${found}`,
  });
}
