import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOf } from '@iceos/core/digest';
import { Refusal } from '@iceos/core/refusal';
import { TrustFolder } from '@iceos/runtime/trust-folder';
import { CommandError } from '../errors.js';
import { readIfThere, writeWhole } from '../files.js';

/** The documents of a root, as a server gives them or a folder holds them. */
export interface RootDocuments {
  readonly root: Uint8Array;
  readonly keys: Uint8Array;
}

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
    return existsSync(join(this.folderOf(id), 'root.json'));
  }

  /** Remembers that the root `id`, with these verified documents, stands behind an address from now on. */
  async pin(address: string, id: string, documents: RootDocuments): Promise<string> {
    const folder = this.folderOf(id);
    if (this.knows(id)) await refuseChanged(folder, documents, address);
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

/** Replaces the documents of a root: those of the keys last, so that whoever reads them finds the root that signs them. */
export async function keep(folder: string, { root, keys }: RootDocuments): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const trust = new TrustFolder(folder);
  await trust.write('root.json', root);
  await trust.write('keys.json', keys);
}

/** Refuses a root that is not, byte for byte, the one that is known (docs/spec/trust.md 3.2). */
export async function refuseChanged(
  folder: string,
  { root: found }: Pick<RootDocuments, 'root'>,
  address: string,
): Promise<void> {
  const path = join(folder, 'root.json');
  const known = (await readIfThere(path)) ?? new Uint8Array();
  const [expected, given] = [digestOf(known), digestOf(found)];
  if (expected === given) return;
  throw changedRoot(address, expected, given, path);
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

/** Refuses keys that are older than those which were accepted before (docs/spec/trust.md 3.4). */
export function refuseOlderKeys(address: string, known: number, found: number): void {
  if (found >= known) return;
  throw new Refusal('rollback', `${address} gives older keys than it gave before.`, {
    subject: 'keys.json',
    expected: `sequence ${known} or later`,
    found: `sequence ${found}`,
  });
}
