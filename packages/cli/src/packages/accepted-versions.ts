import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf } from '@iceos/core/digest';
import type { LockedPackage } from '@iceos/core/lock';
import { Refusal } from '@iceos/core/refusal';
import { CommandError } from '../errors.js';
import { readIfThere, writeWhole } from '../files.js';

type Accepted = Pick<LockedPackage, 'version' | 'sequence'>;

interface Remembered {
  readonly project: string;
  readonly packages: Readonly<Record<string, Accepted>>;
}

/**
 * The newest version of each package that this folder's lock ever had, kept in the data directory, out of reach of whoever
 * may change the project: a lock that goes back is refused, unless somebody here asks for the older version.
 */
export class AcceptedVersions {
  private constructor(
    private readonly path: string,
    private readonly remembered: Remembered,
  ) {}

  /** What is remembered of the current folder. */
  static async open(dataDir: string): Promise<AcceptedVersions> {
    const project = realpathSync('.');
    const path = join(dataDir, 'projects', `${digestOf(new TextEncoder().encode(project))}.json`);
    const bytes = await readIfThere(path);
    return new AcceptedVersions(path, bytes ? parse(bytes, path) : { project, packages: {} });
  }

  /** Refuses packages that are older than what was accepted before, except `asked`, by `namespace/name`. */
  requireNoDowngrade(packages: readonly LockedPackage[], asked: ReadonlySet<string> = new Set()): void {
    for (const { namespace, name, version, sequence } of packages) {
      const key = `${namespace}/${name}`;
      const known = this.packages[key];
      if (!known || sequence >= known.sequence || asked.has(key)) continue;
      throw new Refusal(
        'rollback',
        `${key}@${version} is older than ${known.version}, which was accepted here. Ask for it by its version, if it is meant: ice install ${key}@${version}`,
        {
          subject: `${key}@${version}`,
          expected: `${known.version} (sequence ${known.sequence}) or later`,
          found: `${version} (sequence ${sequence})`,
        },
      );
    }
  }

  /** Remembers packages that were accepted now. */
  async remember(packages: readonly LockedPackage[]): Promise<void> {
    const now = Object.fromEntries(
      packages.map(({ namespace, name, version, sequence }) => [
        `${namespace}/${name}`,
        { version, sequence },
      ]),
    );
    const content = { ...this.remembered, packages: { ...this.packages, ...now } };
    await writeWhole(this.path, `${JSON.stringify(content, null, 2)}\n`);
  }

  private get packages(): Readonly<Record<string, Accepted | undefined>> {
    return this.remembered.packages;
  }
}

function parse(bytes: Uint8Array, path: string): Remembered {
  try {
    const value = JSON.parse(new TextDecoder().decode(bytes)) as Partial<Remembered> | null;
    const packages = Object.entries(value?.packages ?? {});
    const sound = packages.every(([, item]) => Number.isSafeInteger(item?.sequence));
    if (typeof value?.project === 'string' && value.packages && sound) return value as Remembered;
  } catch {
    // Said below, as for a file that holds something else.
  }
  throw new CommandError('file-unreadable', 'refused', `${path} does not say what was accepted.`, {
    hint: 'Restore it. Removing it makes this machine forget which versions the project had.',
  });
}
