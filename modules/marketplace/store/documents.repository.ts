import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../src/database/database.js';
import type { PackagePlace } from '../../registry/registry.types.js';
import type { SearchDocument } from '../indexing/describe-package.js';

/** Audience of what every org may find. No org can be named so. */
export const EVERYBODY = '*';

/** Writes search documents. They are the index: what is here can be found, and is rewritten a package at a time. */
@Injectable()
export class DocumentsRepository {
  /** Makes whoever rewrites the same package wait until the transaction ends. */
  async lock(tx: Tx, { namespace, name }: PackagePlace): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('iceos.search ' || $1 || '/' || $2, 0))`, [
      namespace,
      name,
    ]);
  }

  /** Puts `documents` in the place of everything that was there of the package. */
  async replace(
    tx: Tx,
    { namespace, name }: PackagePlace,
    documents: readonly SearchDocument[],
    indexVersion: number,
  ): Promise<void> {
    await tx.query(`DELETE FROM search_documents WHERE namespace = $1 AND package = $2`, [namespace, name]);
    if (documents.length === 0) return;
    await tx.query(
      `INSERT INTO search_documents (namespace, package, kind, name, audience, package_kind, version, component_version,
         sequence, title, description, tags, deprecated, manifest_digest, digest, index_version, words, embedding)
       SELECT namespace, package, kind, name, audience, package_kind, version, component_version, sequence, title,
         description, ARRAY(SELECT jsonb_array_elements_text(tags)), deprecated, manifest_digest, digest, $2,
         words::tsvector, embedding::vector
       FROM jsonb_to_recordset($1::jsonb) AS document (namespace text, package text, kind text, name text, audience text,
         package_kind text, version text, component_version text, sequence bigint, title text, description text,
         tags jsonb, deprecated boolean, manifest_digest text, digest text, words text, embedding text)`,
      [JSON.stringify(documents.map(rowOf)), indexVersion],
    );
  }

  /** The packages whose documents were all made by this version of the index. */
  async packagesOf(tx: Tx, indexVersion: number): Promise<PackagePlace[]> {
    return tx.query<PackagePlace[]>(
      `SELECT namespace, package AS name FROM search_documents GROUP BY namespace, package
       HAVING min(index_version) = $1 AND max(index_version) = $1`,
      [indexVersion],
    );
  }
}

function rowOf(document: SearchDocument): Record<string, unknown> {
  return {
    namespace: document.namespace,
    package: document.package,
    kind: document.kind,
    name: document.name,
    audience: document.visibility === 'public' ? EVERYBODY : document.namespace,
    package_kind: document.packageKind,
    version: document.version,
    component_version: document.componentVersion,
    sequence: document.sequence,
    title: storable(document.title),
    description: storable(document.description),
    tags: document.tags.map(storable),
    deprecated: document.deprecated,
    manifest_digest: document.manifestDigest,
    digest: document.digest,
    words: document.words,
    embedding: vectorText(document.embedding),
  };
}

/** The text without what a database cannot hold: U+0000 is allowed in a manifest. */
function storable(text: string | undefined): string | null {
  return text === undefined ? null : text.replaceAll('\0', '').toWellFormed();
}

/** A `vector`, written out. Five digits are more than its similarity needs, and half of what a float would take. */
export function vectorText(vector: Float32Array): string {
  return `[${Array.from(vector, (value) => Number(value.toFixed(5))).join(',')}]`;
}
