import { Injectable } from '@nestjs/common';
import { CodedError } from '@iceos/core/errors';
import { parseNamespace, parseVersion, type ComponentReference } from '@iceos/core/names';
import { isRange, pickVersion } from '@iceos/core/semver';
import { Database, type Tx } from '../../../src/database/database.js';
import type { RegistryCode } from '../registry.errors.js';
import { PublishedNamesRepository, type EndedVersion } from '../store/published-names.repository.js';
import { VersionsRepository, type ComponentRow } from '../store/versions.repository.js';

/** Namespace of what comes with iceOS: the last in which a bare name is looked up. */
export const FIRST_PARTY = 'iceos';

export interface ResolveInput {
  /** Org that asks. */
  readonly org: string;
  readonly reference: ComponentReference;
  /** Packages preferred over everything else, `namespace/name` to range: the dependencies of a bundle, and the bundle. */
  readonly preferred?: ReadonlyMap<string, string>;
}

/**
 * Finds the published component that a reference means. A bare name is looked up among the preferred packages, then in the
 * own namespace, then in `iceos`; the range is one of package versions; yanked versions are not resolved. Throws
 * `component-not-found`, whose `data.ended` says what became of the version that was meant, where `org` may read it.
 */
@Injectable()
export class ResolveComponent {
  constructor(
    private readonly database: Database,
    private readonly versions: VersionsRepository,
    private readonly names: PublishedNamesRepository,
  ) {}

  async execute({ org, reference, preferred = new Map() }: ResolveInput): Promise<ComponentRow> {
    requireRange(reference);
    const namespaces = reference.namespace
      ? [reference.namespace]
      : [...namespacesOf(preferred), org, FIRST_PARTY];
    return this.database.read(async (tx) => {
      for (const namespace of new Set(namespaces)) {
        const found = await this.pick(tx, org, namespace, reference, preferred);
        if (found) return found;
      }
      throw notFound(reference, await this.ended(tx, org, namespaces, reference, preferred));
    });
  }

  /** What became of the newest version that the reference would have meant. */
  private async ended(
    tx: Tx,
    org: string,
    namespaces: readonly string[],
    { name, range }: ComponentReference,
    preferred: ReadonlyMap<string, string>,
  ): Promise<string | undefined> {
    for (const namespace of new Set(namespaces)) {
      const rows = await this.names.ended(tx, org, namespace, name);
      const place = `${namespace}/${rows[0]?.package}`;
      const row = newestIn(rows, range ?? preferred.get(place) ?? '*');
      if (row)
        return `${namespace}/${row.package}@${row.version}, which has it, was ${row.standing} (${row.reason})`;
    }
    return undefined;
  }

  private async pick(
    tx: Tx,
    org: string,
    namespace: string,
    reference: ComponentReference,
    preferred: ReadonlyMap<string, string>,
  ): Promise<ComponentRow | undefined> {
    const rows = (
      await this.versions.versionsOfComponent(tx, org, parseNamespace(namespace), reference.name)
    ).filter(({ yanked }) => !yanked);
    const [newest] = rows;
    if (!newest) return undefined;
    const range = reference.range ?? preferred.get(`${newest.namespace}/${newest.package}`) ?? '*';
    const version = pickVersion(
      rows.map((row) => parseVersion(row.version)),
      range,
    );
    // Only pre-releases: `*` does not match them, but they are all there is.
    if (version === undefined && range === '*') return newest;
    return rows.find((row) => row.version === version);
  }
}

function newestIn(rows: readonly EndedVersion[], range: string): EndedVersion | undefined {
  const version = pickVersion(
    rows.map((row) => parseVersion(row.version)),
    range,
  );
  // Only pre-releases: `*` does not match them, but they are all there was.
  return version === undefined && range === '*' ? rows[0] : rows.find((row) => row.version === version);
}

function namespacesOf(preferred: ReadonlyMap<string, string>): string[] {
  return [...preferred.keys()].map((coordinates) => coordinates.split('/')[0] ?? '');
}

/** Refuses a reference whose range is none. */
export function requireRange({ range }: ComponentReference): void {
  if (range === undefined || isRange(range)) return;
  throw new CodedError<RegistryCode>('range-invalid', `${JSON.stringify(range)} is not a SemVer range.`, {
    hint: 'Write a range such as ^1.2.0.',
  });
}

function notFound(
  { namespace, name, range }: ComponentReference,
  ended: string | undefined,
): CodedError<RegistryCode> {
  const reference = `${namespace ? `${namespace}/` : ''}${name}${range ? `@${range}` : ''}`;
  return new CodedError(
    'component-not-found',
    `No published component is named ${reference}${ended ? ` any more: ${ended}` : ''}.`,
    {
      hint: ended
        ? 'Use another version, or another component (`ice search`).'
        : 'Find what there is with `ice search`.',
      data: { reference, ...(ended ? { ended } : {}) },
    },
  );
}
