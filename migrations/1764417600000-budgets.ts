import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a run of an org, or of one of its projects, may cost at most. */
export class Budgets1764417600000 implements MigrationInterface {
  readonly name = 'Budgets1764417600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE budgets (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        org_id varchar(39) NOT NULL REFERENCES orgs (id),
        project_id varchar(64),
        nano_usd bigint NOT NULL CHECK (nano_usd >= 0),
        CONSTRAINT budgets_project_fkey FOREIGN KEY (org_id, project_id) REFERENCES projects (org_id, id),
        CONSTRAINT budgets_owner_key UNIQUE NULLS NOT DISTINCT (org_id, project_id)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE budgets`);
  }
}
