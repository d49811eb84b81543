import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../src/database/database.js';

/** Names that published components have. */
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
}
