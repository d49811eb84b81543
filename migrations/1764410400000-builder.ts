import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Blueprints that are put together step by step, what canvases keep of their users' work, and short names of blueprints. */
export class Builder1764410400000 implements MigrationInterface {
  readonly name = 'Builder1764410400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE blueprints ADD COLUMN handle varchar(64)`);
    await runner.query(`CREATE UNIQUE INDEX blueprints_handle ON blueprints (org_id, handle)`);
    await runner.query(`
      CREATE TABLE partial_blueprints (
        org_id varchar(39) NOT NULL REFERENCES orgs (id),
        id varchar(32) NOT NULL,
        revision integer NOT NULL,
        body bytea NOT NULL,
        created_by varchar(64) NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        PRIMARY KEY (org_id, id)
      )`);
    await runner.query(`CREATE INDEX partial_blueprints_expiry ON partial_blueprints (expires_at)`);
    await runner.query(`
      CREATE TABLE builder_notes (
        org_id varchar(39) NOT NULL REFERENCES orgs (id),
        user_id varchar(64) NOT NULL,
        kind varchar(16) NOT NULL CHECK (kind IN ('draft', 'session')),
        key varchar(200) NOT NULL,
        version integer NOT NULL,
        data bytea NOT NULL,
        expires_at timestamptz,
        PRIMARY KEY (org_id, user_id, kind, key)
      )`);
    await runner.query(
      `CREATE INDEX builder_notes_expiry ON builder_notes (expires_at) WHERE expires_at IS NOT NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE builder_notes`);
    await runner.query(`DROP TABLE partial_blueprints`);
    await runner.query(`ALTER TABLE blueprints DROP COLUMN handle`);
  }
}
