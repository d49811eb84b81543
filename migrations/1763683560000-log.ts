import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The transparency log: its records, its tiles, the pages of its map, its checkpoints, and the registry's statements. */
export class Log1763683560000 implements MigrationInterface {
  readonly name = 'Log1763683560000';

  async up(runner: QueryRunner): Promise<void> {
    // The publish sequence is the index of the log, which begins with 0: the record of the root.
    await runner.query(`UPDATE publish_sequence SET value = -1 WHERE value = 0`);
    // `package`, `version` and `status` say what the record says, for looking up; what counts is `record`.
    await runner.query(`
      CREATE TABLE log_records (
        index bigint PRIMARY KEY CHECK (index >= 0),
        digest char(64) NOT NULL UNIQUE,
        record bytea NOT NULL,
        type varchar(16) NOT NULL,
        package varchar(104) COLLATE "C",
        version varchar(64),
        status varchar(16)
      )`);
    await runner.query(
      `CREATE INDEX log_records_package ON log_records (package, index DESC) WHERE package IS NOT NULL`,
    );
    // A tile that is not full yet grows in its row; what is in it never changes.
    await runner.query(`
      CREATE TABLE log_tiles (
        level smallint NOT NULL,
        number bigint NOT NULL,
        hashes bytea NOT NULL CHECK (octet_length(hashes) BETWEEN 32 AND 8192),
        PRIMARY KEY (level, number)
      )`);
    // `size` is that of the first checkpoint whose map has the page; `package` whose leaf it is, null for branches.
    await runner.query(`
      CREATE TABLE log_map_pages (
        digest char(64) PRIMARY KEY,
        page bytea NOT NULL,
        size bigint NOT NULL,
        package varchar(104) COLLATE "C"
      )`);
    await runner.query(`CREATE INDEX log_map_pages_size ON log_map_pages (size)`);
    await runner.query(
      `CREATE INDEX log_map_pages_package ON log_map_pages (package, size) WHERE package IS NOT NULL`,
    );
    await runner.query(`
      CREATE TABLE log_checkpoints (
        size bigint PRIMARY KEY,
        note bytea NOT NULL,
        map_root char(64) NOT NULL,
        packages integer NOT NULL,
        at timestamptz NOT NULL
      )`);
    await runner.query(`
      CREATE TABLE log_statements (
        manifest_digest char(64) NOT NULL,
        kind varchar(32) NOT NULL,
        envelope bytea NOT NULL,
        PRIMARY KEY (manifest_digest, kind)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['statements', 'checkpoints', 'map_pages', 'tiles', 'records']) {
      await runner.query(`DROP TABLE log_${table}`);
    }
    await runner.query(`UPDATE publish_sequence SET value = 0 WHERE value = -1`);
  }
}
