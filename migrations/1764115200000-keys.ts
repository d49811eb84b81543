import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Every version of the root, when keys were enrolled and what replaced them, and how many keys of a namespace must sign. */
export class Keys1764115200000 implements MigrationInterface {
  readonly name = 'Keys1764115200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE trust_roots (
        version integer PRIMARY KEY CHECK (version > 0),
        bytes bytea NOT NULL,
        sequence bigint NOT NULL
      )`);
    await runner.query(`
      INSERT INTO trust_roots (version, bytes, sequence)
      SELECT 1, bytes, sequence FROM trust_documents WHERE name = 'root'`);
    await runner.query(`DELETE FROM trust_documents WHERE name = 'root'`);
    await runner.query(`ALTER TABLE keys ADD COLUMN enrolled_sequence bigint NOT NULL DEFAULT 0`);
    await runner.query(`ALTER TABLE keys ADD COLUMN replaced_by char(64) REFERENCES keys (fingerprint)`);
    // Two names that differ by case only would be taken for each other.
    await runner.query(`ALTER TABLE keys DROP CONSTRAINT keys_name_key`);
    await runner.query(`CREATE UNIQUE INDEX keys_name_key ON keys (org_id, lower(name))`);
    await runner.query(`
      CREATE TABLE namespace_thresholds (
        namespace varchar(39) NOT NULL REFERENCES orgs (id),
        sequence bigint NOT NULL,
        threshold integer NOT NULL CHECK (threshold > 0),
        PRIMARY KEY (namespace, sequence)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE namespace_thresholds`);
    await runner.query(`DROP INDEX keys_name_key`);
    await runner.query(`ALTER TABLE keys ADD CONSTRAINT keys_name_key UNIQUE (org_id, name)`);
    await runner.query(`ALTER TABLE keys DROP COLUMN replaced_by`);
    await runner.query(`ALTER TABLE keys DROP COLUMN enrolled_sequence`);
    await runner.query(`
      INSERT INTO trust_documents (name, bytes, sequence)
      SELECT 'root', bytes, sequence FROM trust_roots WHERE version = 1`);
    await runner.query(`DROP TABLE trust_roots`);
  }
}
