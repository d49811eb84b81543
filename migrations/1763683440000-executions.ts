import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Runs of frozen blueprints, what happened in them, and the processes that carry them out. */
export class Executions1763683440000 implements MigrationInterface {
  readonly name = 'Executions1763683440000';

  async up(runner: QueryRunner): Promise<void> {
    // `json` keeps texts as they are, U+0000 included, which jsonb cannot.
    await runner.query(`
      CREATE TABLE executions (
        id uuid PRIMARY KEY,
        org_id varchar(39) NOT NULL REFERENCES orgs (id),
        project_id varchar(64),
        blueprint_ref varchar(300),
        frozen_digest char(64) NOT NULL,
        inputs json NOT NULL,
        options json NOT NULL,
        status varchar(16) NOT NULL CHECK (status IN ('accepted', 'running', 'completed', 'failed')),
        cancel_requested boolean NOT NULL DEFAULT false,
        handed_out_at timestamptz,
        owner varchar(64),
        event_seq integer NOT NULL DEFAULT 0,
        result json,
        error varchar(4000),
        created_by varchar(64) NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        started_at timestamptz,
        finished_at timestamptz,
        FOREIGN KEY (org_id, frozen_digest) REFERENCES frozen_blueprints (org_id, digest)
      )`);
    await runner.query(`CREATE INDEX executions_newest ON executions (org_id, id DESC)`);
    await runner.query(
      `CREATE INDEX executions_waiting ON executions (created_at) WHERE status = 'accepted'`,
    );
    await runner.query(
      `CREATE INDEX executions_canceled ON executions (id) WHERE cancel_requested AND status = 'running'`,
    );
    // `key` names what happened: a run that is taken up again tells it again, and it is kept once.
    await runner.query(`
      CREATE TABLE execution_events (
        execution_id uuid NOT NULL REFERENCES executions (id) ON DELETE CASCADE,
        seq integer NOT NULL,
        key varchar(600) NOT NULL,
        event varchar(64) NOT NULL,
        node_id varchar(200),
        payload json NOT NULL,
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (execution_id, seq),
        UNIQUE (execution_id, key)
      )`);
    await runner.query(`
      CREATE TABLE workers (
        executor varchar(64) PRIMARY KEY,
        abi integer NOT NULL,
        started_at timestamptz NOT NULL DEFAULT now(),
        beat_at timestamptz NOT NULL DEFAULT now()
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['workers', 'execution_events', 'executions'])
      await runner.query(`DROP TABLE ${table}`);
  }
}
