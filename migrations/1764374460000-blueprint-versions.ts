import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The versions that blueprints had before, and what lists of blueprints show and filter without reading bodies. */
export class BlueprintVersions1764374460000 implements MigrationInterface {
  readonly name = 'BlueprintVersions1764374460000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE blueprints
        ADD COLUMN number integer NOT NULL DEFAULT 1,
        ADD COLUMN node_count integer NOT NULL DEFAULT 0,
        ADD COLUMN components text[] NOT NULL DEFAULT '{}',
        ADD COLUMN changed_by varchar(64)`);
    await fill(runner);
    await runner.query(`UPDATE blueprints SET changed_by = created_by`);
    await runner.query(`ALTER TABLE blueprints ALTER COLUMN changed_by SET NOT NULL`);
    await runner.query(`
      CREATE TABLE blueprint_versions (
        blueprint_id uuid NOT NULL REFERENCES blueprints (id) ON DELETE CASCADE,
        number integer NOT NULL,
        org_id varchar(39) NOT NULL REFERENCES orgs (id),
        name varchar(200) NOT NULL,
        node_count integer NOT NULL,
        body bytea NOT NULL,
        lock char(64) NOT NULL,
        changed_by varchar(64) NOT NULL,
        changed_at timestamptz NOT NULL,
        PRIMARY KEY (blueprint_id, number)
      )`);
    await runner.query(`CREATE INDEX blueprint_versions_lock ON blueprint_versions (blueprint_id, lock)`);
    await runner.query(`CREATE INDEX blueprints_created ON blueprints (org_id, id DESC)`);
    await runner.query(`CREATE INDEX blueprints_components ON blueprints USING gin (components)`);
    // Whether a blueprint may be deleted is asked of the runs that have not ended.
    await runner.query(`
      CREATE INDEX executions_unfinished ON executions (org_id, blueprint_ref)
      WHERE status IN ('accepted', 'running')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX executions_unfinished`);
    await runner.query(`DROP INDEX blueprints_components`);
    await runner.query(`DROP INDEX blueprints_created`);
    await runner.query(`DROP TABLE blueprint_versions`);
    await runner.query(`
      ALTER TABLE blueprints
        DROP COLUMN changed_by, DROP COLUMN components, DROP COLUMN node_count, DROP COLUMN number`);
  }
}

/** Counts the nodes of what is stored already, and lists the components it names: one blueprint at a time. */
async function fill(runner: QueryRunner): Promise<void> {
  const ids = (await runner.query(`SELECT id FROM blueprints`)) as { id: string }[];
  for (const { id } of ids) {
    const [row] = (await runner.query(`SELECT body FROM blueprints WHERE id = $1`, [id])) as {
      body: Buffer;
    }[];
    const { nodes } = JSON.parse(row?.body.toString('utf8') ?? '{"nodes":[]}') as { nodes: object[] };
    const names = new Set<string>();
    nodes.forEach((node) => collect(node, names));
    await runner.query(`UPDATE blueprints SET node_count = $2, components = $3 WHERE id = $1`, [
      id,
      nodes.length,
      [...names].sort(),
    ]);
  }
}

const NAMES = ['tool_name', 'package', 'workflow_ref', 'agent_package'];
const LISTS = ['true_path', 'false_path', 'body', 'branches', 'agents'];

/** Adds what a node and the nodes inside it name: `name`, and `namespace/name` where it is written so. */
function collect(value: unknown, names: Set<string>): void {
  if (Array.isArray(value)) return value.forEach((item) => collect(item, names));
  const node = (value ?? {}) as Record<string, unknown>;
  for (const member of NAMES) {
    const written = node[member];
    const [reference = ''] = typeof written === 'string' ? written.split('@') : [];
    if (reference === '') continue;
    names.add(reference);
    names.add(reference.slice(reference.indexOf('/') + 1));
  }
  for (const list of LISTS) if (Array.isArray(node[list])) collect(node[list], names);
}
