import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../src/database/database.js';

/** A version of a component that is not resolved any more. */
export interface EndedVersion {
  readonly package: string;
  readonly version: string;
  readonly standing: 'yanked' | 'retired';
  readonly reason: string;
}

/** Names that published components have, and had. */
@Injectable()
export class PublishedNamesRepository {
  /** Which of `names` a usable component that `org` may read has in one of `namespaces`, as `namespace/name`. */
  async among(
    tx: Tx,
    org: string,
    namespaces: readonly string[],
    names: readonly string[],
  ): Promise<ReadonlySet<string>> {
    const rows = await tx.query<{ full: string }[]>(
      `SELECT DISTINCT c.namespace || '/' || c.name AS full FROM components c
       JOIN versions v ON v.namespace = c.namespace AND v.package = c.package AND v.version = c.version
       JOIN packages p ON p.namespace = v.namespace AND p.name = v.package
       WHERE (p.namespace = $1 OR p.visibility = 'public') AND c.namespace = ANY($2) AND c.name = ANY($3)
         AND v.retired_reason IS NULL AND v.yanked_reason IS NULL`,
      [org, namespaces, names],
    );
    return new Set(rows.map(({ full }) => full));
  }

  /** The versions with a component that were yanked or retired, as far as `org` may read them, the newest publish first. */
  async ended(tx: Tx, org: string, namespace: string, name: string): Promise<EndedVersion[]> {
    return tx.query<EndedVersion[]>(
      `SELECT v.package, v.version, COALESCE(v.retired_reason, v.yanked_reason) AS reason,
         CASE WHEN v.retired_reason IS NULL THEN 'yanked' ELSE 'retired' END AS standing
       FROM components c
       JOIN versions v ON v.namespace = c.namespace AND v.package = c.package AND v.version = c.version
       JOIN packages p ON p.namespace = v.namespace AND p.name = v.package
       WHERE (p.namespace = $1 OR p.visibility = 'public') AND c.namespace = $2 AND c.name = $3
         AND (v.retired_reason IS NOT NULL OR v.yanked_reason IS NOT NULL)
       ORDER BY v.sequence DESC LIMIT 500`,
      [org, namespace, name],
    );
  }
}
