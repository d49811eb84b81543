import { WORD_WEIGHTS } from '../indexing/weighted-words.js';

/**
 * How much each kind of evidence counts. Found on one half of a labelled set of requests and kept for how they did on the
 * other; near these values the results hardly change.
 */
const WORDS = 4;
const MEANING = 0.2;
const LIKENESS = 0.25;
/** About the most that the three give together, so that a score is a share of it. */
const WHOLE = 1.2;

/** Which documents there are for a call: $1 is the org, then come the filters, null where there is none. */
const VISIBLE = `audience IN ('*', $1) AND ($2::text IS NULL OR kind = $2) AND ($3::text IS NULL OR namespace = $3)
  AND ($4::text IS NULL OR EXISTS (SELECT FROM unnest(tags) AS tag WHERE lower(tag) = lower($4)))`;

/** What of a document is read; words and vector stay where they are. */
const COLUMNS = `d.namespace, d.package, d.kind, d.name, d.audience, d.package_kind, d.version, d.component_version, d.sequence,
  d.title, d.description, d.tags, d.deprecated, d.manifest_digest, d.digest`;

/** Where a document is in the order of documents with the same score. */
const PLACE = `namespace || '/' || package || '/' || kind || '/' || name`;

/**
 * One page of ranked hits.
 *
 * Candidates are found four ways, each among the visible documents and no others, counts included, so that what an org may
 * not see cannot move what it sees:
 *
 * - words: every term of the question ($5) that a document has counts for as much as the term is rare among the visible
 *   documents (the idf of BM25), times where and how often it stands there (`ts_rank`, which knows no rarity of its own),
 *   as a share of what all the terms could give;
 * - meaning: the nearest vectors ($6), as far as they are nearer than chance;
 * - likeness: names that look like a short question ($7);
 * - exact: the name itself ($8, in the namespace $9 if there is one).
 *
 * Each candidate is then judged by all of it, and an exact name comes before everything else. $10 and $11 are score and
 * place of the last hit of the page before. Parameters that are null fold away when the statement is planned.
 */
export const RANKED = `
  WITH visible_count AS MATERIALIZED (SELECT count(*)::float8 AS n FROM search_documents WHERE ${VISIBLE}),
  asked AS MATERIALIZED (SELECT term, ('''' || term || '''')::tsquery AS query FROM unnest($5::text[]) AS term),
  found AS MATERIALIZED (
    SELECT asked.term, d.id, ts_rank('${WORD_WEIGHTS}', d.words, asked.query, 1) AS rank
    FROM asked JOIN search_documents d ON d.words @@ asked.query WHERE ${VISIBLE}),
  rarity AS MATERIALIZED (
    SELECT term, ln(1 + ((SELECT n FROM visible_count) - count(id) + 0.5) / (count(id) + 0.5)) AS idf
    FROM asked LEFT JOIN found USING (term) GROUP BY term),
  by_words AS MATERIALIZED (
    SELECT id, sum(rank * idf) / (SELECT sum(idf) FROM rarity) AS words
    FROM found JOIN rarity USING (term) GROUP BY id ORDER BY words DESC, id LIMIT 300),
  by_meaning AS (
    SELECT id FROM (
      SELECT id, embedding <=> $6::vector AS distance FROM search_documents WHERE ${VISIBLE}
      ORDER BY embedding <=> $6::vector LIMIT 100) nearest
    WHERE distance < 0.75),
  by_likeness AS (
    SELECT id FROM search_documents WHERE ${VISIBLE} AND (name % $7 OR $7 <% name)
    ORDER BY similarity(name, $7) DESC, id LIMIT 50),
  by_name AS (
    SELECT id FROM search_documents WHERE ${VISIBLE} AND name = $8 AND ($9::text IS NULL OR namespace = $9)),
  candidates AS (
    SELECT id FROM by_words UNION SELECT id FROM by_meaning UNION SELECT id FROM by_likeness UNION SELECT id FROM by_name),
  judged AS (
    SELECT ${COLUMNS}, ${PLACE} AS place,
      round(1000000 * least(0.999999, (
        ${WORDS} * coalesce(by_words.words, 0)
        + ${MEANING} * greatest(0, 1 - (embedding <=> $6::vector))
        + ${LIKENESS} * greatest(0, similarity(name, $7), word_similarity($7, name))) / ${WHOLE}))::integer
      + CASE WHEN by_name.id IS NULL THEN 0 ELSE 1000000 END AS score
    FROM candidates JOIN search_documents d USING (id)
      LEFT JOIN by_words USING (id) LEFT JOIN by_name USING (id))
  SELECT * FROM judged WHERE $10::integer IS NULL OR score < $10 OR (score = $10 AND place > $11)
  ORDER BY score DESC, place LIMIT $12`;

/** One page of what is visible, the newest first; $5 and $6 are publish sequence and place of the last one before. */
export const NEWEST = `
  SELECT ${COLUMNS}, ${PLACE} AS place, 0 AS score FROM search_documents d
  WHERE ${VISIBLE} AND ($5::bigint IS NULL OR sequence < $5 OR (sequence = $5 AND ${PLACE} > $6))
  ORDER BY sequence DESC, place LIMIT $7`;
