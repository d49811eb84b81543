import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The extensions that later migrations build on, orgs and what belongs to them, the audit trail, idempotent answers. */
export class Identity1763683200000 implements MigrationInterface {
  readonly name = 'Identity1763683200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE EXTENSION IF NOT EXISTS vector`);
    await runner.query(`CREATE EXTENSION IF NOT EXISTS pg_trgm`);
    await runner.query(`
      CREATE TABLE orgs (
        id varchar(39) PRIMARY KEY,
        name varchar(200) NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(`
      CREATE TABLE projects (
        org_id varchar(39) NOT NULL REFERENCES orgs (id),
        id varchar(64) NOT NULL,
        name varchar(200) NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (org_id, id)
      )`);
    await runner.query(`
      CREATE TABLE users (
        org_id varchar(39) NOT NULL REFERENCES orgs (id),
        id varchar(64) NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (org_id, id)
      )`);
    await runner.query(`
      CREATE TABLE tokens (
        token_hash char(64) PRIMARY KEY,
        org_id varchar(39) NOT NULL REFERENCES orgs (id),
        project_id varchar(64),
        user_id varchar(64),
        scopes text[] NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz,
        revoked_at timestamptz,
        last_used_at timestamptz,
        CONSTRAINT tokens_project_fkey FOREIGN KEY (org_id, project_id) REFERENCES projects (org_id, id),
        CONSTRAINT tokens_user_fkey FOREIGN KEY (org_id, user_id) REFERENCES users (org_id, id)
      )`);
    await runner.query(`CREATE INDEX tokens_newest ON tokens (org_id, created_at DESC, token_hash DESC)`);
    await runner.query(`
      CREATE TABLE audit (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        org_id varchar(39) NOT NULL,
        actor varchar(64) NOT NULL,
        action varchar(64) NOT NULL,
        subject varchar(300) NOT NULL,
        detail jsonb NOT NULL,
        request_id varchar(128),
        at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(`CREATE INDEX audit_newest ON audit (org_id, id DESC)`);
    await runner.query(`
      CREATE TABLE idempotency (
        org_id varchar(39) NOT NULL,
        actor char(64) NOT NULL,
        route varchar(200) NOT NULL,
        key_hash char(64) NOT NULL,
        body_digest char(64) NOT NULL,
        claim uuid NOT NULL,
        claimed_until timestamptz NOT NULL,
        answer bytea,
        expires_at timestamptz NOT NULL,
        PRIMARY KEY (org_id, actor, route, key_hash)
      )`);
    await runner.query(`CREATE INDEX idempotency_expiry ON idempotency (expires_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['idempotency', 'audit', 'tokens', 'users', 'projects', 'orgs']) {
      await runner.query(`DROP TABLE ${table}`);
    }
    await runner.query(`DROP EXTENSION IF EXISTS pg_trgm`);
    await runner.query(`DROP EXTENSION IF EXISTS vector`);
  }
}
