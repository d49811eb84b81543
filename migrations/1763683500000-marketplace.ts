import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What search looks through: a row for every component and bundle that may be found, made from its newest usable version. */
export class Marketplace1763683500000 implements MigrationInterface {
  readonly name = 'Marketplace1763683500000';

  async up(runner: QueryRunner): Promise<void> {
    // `audience` is the org that may find the row, or '*' for every org. `words` holds terms of ours, made alike for
    // documents and queries, never the output of a text search configuration, which differs between servers. Texts are
    // sorted as bytes, so that pages are cut alike everywhere. A row is a few KB and is to stay in one piece.
    await runner.query(`
      CREATE TABLE search_documents (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        namespace varchar(39) COLLATE "C" NOT NULL,
        package varchar(64) COLLATE "C" NOT NULL,
        kind varchar(16) COLLATE "C" NOT NULL CHECK (kind IN ('tool', 'agent', 'workflow', 'bundle')),
        name varchar(100) COLLATE "C" NOT NULL,
        audience varchar(39) COLLATE "C" NOT NULL,
        package_kind varchar(16) NOT NULL CHECK (package_kind IN ('kit', 'bundle')),
        version varchar(64) NOT NULL,
        component_version varchar(64) NOT NULL,
        sequence bigint NOT NULL,
        title varchar(200),
        description varchar(4000),
        tags text[] NOT NULL,
        deprecated boolean NOT NULL,
        manifest_digest char(64) NOT NULL,
        digest char(64) NOT NULL,
        index_version integer NOT NULL,
        words tsvector NOT NULL,
        embedding vector(384) NOT NULL,
        CONSTRAINT search_documents_place_key UNIQUE (namespace, package, kind, name),
        FOREIGN KEY (namespace, package) REFERENCES packages (namespace, name)
      ) WITH (toast_tuple_target = 8160)`);
    await runner.query(`CREATE INDEX search_documents_newest ON search_documents (sequence DESC)`);
    await runner.query(`CREATE INDEX search_documents_name ON search_documents (name)`);
    await runner.query(
      `CREATE INDEX search_documents_words ON search_documents USING gin (words) WITH (fastupdate = off)`,
    );
    await runner.query(
      `CREATE INDEX search_documents_like ON search_documents USING gin (name gin_trgm_ops) WITH (fastupdate = off)`,
    );
    await runner.query(
      `CREATE INDEX search_documents_nearest ON search_documents USING hnsw (embedding vector_cosine_ops)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE search_documents`);
  }
}
