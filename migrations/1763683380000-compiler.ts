import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Blueprints as they are edited, and frozen. Both are kept as the canonical bytes whose SHA-256 names them. */
export class Compiler1763683380000 implements MigrationInterface {
  readonly name = 'Compiler1763683380000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE blueprints (
        id uuid PRIMARY KEY,
        org_id varchar(39) NOT NULL REFERENCES orgs (id),
        project_id varchar(64),
        name varchar(200) NOT NULL,
        body bytea NOT NULL,
        lock char(64) NOT NULL,
        created_by varchar(64) NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(`CREATE INDEX blueprints_newest ON blueprints (org_id, updated_at DESC, id DESC)`);
    await runner.query(`
      CREATE TABLE frozen_blueprints (
        org_id varchar(39) NOT NULL REFERENCES orgs (id),
        digest char(64) NOT NULL,
        bytes bytea NOT NULL,
        frozen_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (org_id, digest)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE frozen_blueprints`);
    await runner.query(`DROP TABLE blueprints`);
  }
}
