import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Packages, their versions and components, and the outbox that carries what happened to whoever must know. */
export class Registry1763683320000 implements MigrationInterface {
  readonly name = 'Registry1763683320000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE packages (
        namespace varchar(39) NOT NULL REFERENCES orgs (id),
        name varchar(64) NOT NULL,
        skeleton varchar(64) NOT NULL,
        kind varchar(16) NOT NULL CHECK (kind IN ('kit', 'bundle')),
        visibility varchar(16) NOT NULL CHECK (visibility IN ('private', 'public')),
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (namespace, name),
        CONSTRAINT packages_skeleton_key UNIQUE (namespace, skeleton)
      )`);
    // Rows of versions are written once. What changes afterwards (yanked, deprecated, retired) stands beside, and a
    // retired version keeps its row so that its number is never given again.
    await runner.query(`
      CREATE TABLE versions (
        namespace varchar(39) NOT NULL,
        package varchar(64) NOT NULL,
        version varchar(64) NOT NULL,
        sequence bigint NOT NULL UNIQUE,
        manifest_digest char(64) NOT NULL UNIQUE,
        manifest bytea NOT NULL,
        archive_digest char(64) NOT NULL,
        archive_size bigint NOT NULL,
        key_fingerprint char(64) NOT NULL REFERENCES keys (fingerprint),
        published_at timestamptz NOT NULL DEFAULT now(),
        published_by varchar(64) NOT NULL,
        yanked_reason varchar(500),
        deprecated_reason varchar(500),
        retired_reason varchar(500),
        PRIMARY KEY (namespace, package, version),
        FOREIGN KEY (namespace, package) REFERENCES packages (namespace, name)
      )`);
    // A component name belongs to one package of its namespace.
    await runner.query(`
      CREATE TABLE component_names (
        namespace varchar(39) NOT NULL,
        name varchar(100) NOT NULL,
        skeleton varchar(100) NOT NULL,
        package varchar(64) NOT NULL,
        PRIMARY KEY (namespace, name),
        CONSTRAINT component_names_skeleton_key UNIQUE (namespace, skeleton),
        FOREIGN KEY (namespace, package) REFERENCES packages (namespace, name)
      )`);
    await runner.query(`
      CREATE TABLE components (
        namespace varchar(39) NOT NULL,
        package varchar(64) NOT NULL,
        version varchar(64) NOT NULL,
        name varchar(100) NOT NULL,
        node_type varchar(16) NOT NULL,
        component_version varchar(64) NOT NULL,
        digest char(64) NOT NULL,
        PRIMARY KEY (namespace, package, version, name),
        FOREIGN KEY (namespace, package, version) REFERENCES versions (namespace, package, version)
      )`);
    await runner.query(`CREATE INDEX components_name ON components (namespace, name)`);
    // Which blobs a version is made of: what may be served to whom, and what must be kept.
    await runner.query(`
      CREATE TABLE version_blobs (
        digest char(64) NOT NULL,
        namespace varchar(39) NOT NULL,
        package varchar(64) NOT NULL,
        version varchar(64) NOT NULL,
        media_type varchar(100) NOT NULL,
        PRIMARY KEY (digest, namespace, package, version),
        FOREIGN KEY (namespace, package, version) REFERENCES versions (namespace, package, version)
      )`);
    await runner.query(`
      CREATE TABLE outbox (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        topic varchar(64) NOT NULL,
        payload jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        attempts integer NOT NULL DEFAULT 0,
        not_before timestamptz NOT NULL DEFAULT now(),
        failed_reason varchar(2000)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [
      'outbox',
      'version_blobs',
      'components',
      'component_names',
      'versions',
      'packages',
    ]) {
      await runner.query(`DROP TABLE ${table}`);
    }
  }
}
