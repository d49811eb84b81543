import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MIGRATIONS } from '../../dist/migrations/all.js';
import { databaseUrl } from '../../dist/src/config/database-url.js';
import { Database, type DatabaseOptions } from '../../dist/src/database/database.js';
import { openEmbedded } from '../../dist/src/database/embedded/open.js';
import { isForeignKeyViolation, isUniqueViolation } from '../../dist/src/database/failures.js';
import { databaseFor, POSTGRES } from '../harness/postgres.js';
import { newDataDir, removeDataDir } from '../harness/start-server.js';

let dataDir: string;
let database: Database;

async function openEngine(): Promise<DatabaseOptions['engine']> {
  if (POSTGRES === undefined) return openEmbedded(dataDir);
  return databaseUrl.parse(await databaseFor(dataDir))!;
}

beforeAll(async () => {
  dataDir = newDataDir();
  database = new Database({
    engine: await openEngine(),
    entities: [],
    migrations: MIGRATIONS,
    migrate: true,
  });
  await database.connect();
}, 300_000);
afterAll(async () => {
  await database.close();
  await removeDataDir(dataDir);
});

const count = async () =>
  Number((await database.read((tx) => tx.query(`SELECT count(*) FROM orgs WHERE id LIKE 'x%'`)))[0].count);

describe('migrations', () => {
  it('are all applied, and applying them again changes nothing', async () => {
    const state = await database.connect();
    expect(state.missing).toEqual([]);
    expect(state.appliedHead).toBe(state.expectedHead);
    expect(state.expectedHead).toBe(new MIGRATIONS[MIGRATIONS.length - 1]!().name);
  });

  it('bring the extensions', async () => {
    const rows = await database.read((tx) => tx.query(`SELECT extname FROM pg_extension ORDER BY 1`));
    expect(rows.map(({ extname }: { extname: string }) => extname)).toEqual(
      expect.arrayContaining(['pg_trgm', 'vector']),
    );
  });

  it('go down one by one to nothing, saying what is missing, and up again to the same tables', async () => {
    const tables = () =>
      database.read((tx) =>
        tx.query(
          `SELECT table_name, column_name, data_type FROM information_schema.columns
           WHERE table_schema = 'public' ORDER BY 1, 2`,
        ),
      );
    const before = await tables();
    for (let left = MIGRATIONS.length - 1; left >= 0; left--) {
      await database.revert();
      expect((await database.state()).missing).toHaveLength(MIGRATIONS.length - left);
    }
    expect(new Set((await tables()).map((row: { table_name: string }) => row.table_name))).toEqual(
      new Set(['schema_migrations']),
    );
    await Promise.all([database.connect(), database.connect()]);
    expect(await tables()).toEqual(before);
  }, 60_000);

  it('say of blueprints that were there before what lists show of them', async () => {
    const mine = MIGRATIONS.findIndex(({ name }) => name.startsWith('BlueprintVersions'));
    for (let left = MIGRATIONS.length; left > mine; left--) await database.revert();
    const id = '01939c1e-9c3e-7c3e-8c3e-9c3e9c3e9c3e';
    const nodes = [
      { id: 'a', type: 'tool', tool_name: 'iceos/csv_reader@^1.0.0', tool_args: { package: 'no' } },
      {
        id: 'b',
        type: 'parallel',
        branches: [[{ id: 'c', type: 'swarm', agents: [{ package: 'critic' }] }]],
      },
    ];
    await database.read((tx) => tx.query(`INSERT INTO orgs (id, name) VALUES ('before', 'Before')`));
    await database.read((tx) =>
      tx.query(
        `INSERT INTO blueprints (id, org_id, name, body, lock, created_by) VALUES ($1, 'before', '', $2, '', 'somebody')`,
        [id, Buffer.from(JSON.stringify({ nodes }))],
      ),
    );
    await database.connect();
    const [row] = await database.read((tx) =>
      tx.query(`SELECT number, node_count, components, changed_by FROM blueprints WHERE id = $1`, [id]),
    );
    const components = ['critic', 'csv_reader', 'iceos/csv_reader'];
    expect(row).toEqual({ number: 1, node_count: 2, components, changed_by: 'somebody' });
    await database.read((tx) => tx.query(`DELETE FROM blueprints`));
    await database.read((tx) => tx.query(`DELETE FROM orgs WHERE id = 'before'`));
  }, 60_000);
});

describe('a transaction', () => {
  const insert = `INSERT INTO orgs (id, name) VALUES ($1, 'X')`;

  it('keeps all of its work, or none when it fails', async () => {
    await database.transaction(async (tx) => {
      await tx.query(insert, ['x1']);
      await tx.query(insert, ['x2']);
    });
    const failure = database.transaction(async (tx) => {
      await tx.query(insert, ['x3']);
      throw new Error('on purpose');
    });
    await expect(failure).rejects.toThrow('on purpose');
    expect(await count()).toBe(2);
  });

  it('refuses the database outside tx, at once and in words, and the database works on', async () => {
    for (const misuse of [
      () => database.read((tx) => tx.query('SELECT 1')),
      () => database.transaction((tx) => tx.query('SELECT 1')),
      ...(database.sharedPool ? [() => database.sharedPool!.query('SELECT 1')] : []),
      ...(database.sharedPool ? [() => database.sharedPool!.connect()] : []),
    ]) {
      const begin = Date.now();
      const failure = database.transaction(async (tx) => {
        await tx.query('SELECT 1');
        await misuse();
      });
      await expect(failure).rejects.toMatchObject({ code: 'transaction-nested' });
      expect(Date.now() - begin).toBeLessThan(2000);
    }
    expect(await count()).toBe(2);
  });

  it('does not hold back what it started and did not wait for', async () => {
    let later: Promise<unknown> | undefined;
    await database.transaction(async (tx) => {
      await tx.query('SELECT 1');
      later = new Promise((resolve) => setTimeout(resolve, 20)).then(() => count());
    });
    expect(await later).toBe(2);
  });

  it('is apart from 50 others, and from the pool that the engine uses', async () => {
    const work = Array.from({ length: 50 }, (_, index) =>
      database
        .transaction(async (tx) => {
          await tx.query(insert, [`xx${index}`]);
          await new Promise((resolve) => setImmediate(resolve));
          if (index % 2 === 1) throw new Error('odd');
        })
        .catch(() => undefined),
    );
    const engine = Array.from({ length: 50 }, () => database.sharedPool?.query('SELECT 1'));
    await Promise.all([...work, ...engine]);
    expect(await count()).toBe(2 + 25);
  });

  it('tells which rule a statement broke', async () => {
    const twice = await database
      .transaction((tx) => tx.query(insert, ['x1']))
      .catch((error: unknown) => error);
    expect([
      isUniqueViolation(twice),
      isUniqueViolation(twice, 'orgs_pkey'),
      isForeignKeyViolation(twice),
    ]).toEqual([true, true, false]);
    const orphan = await database
      .transaction((tx) => tx.query(`INSERT INTO projects (org_id, id, name) VALUES ('none', 'p', 'P')`))
      .catch((error: unknown) => error);
    expect([isForeignKeyViolation(orphan), isUniqueViolation(orphan)]).toEqual([true, false]);
  });
});

describe('a database that is not there', () => {
  it('is told as unavailable, and waited for', async () => {
    const address = databaseUrl.parse('postgres://nobody@127.0.0.1:1/none')!;
    const away = new Database({ engine: address, entities: [], migrations: MIGRATIONS, migrate: false });
    await expect(away.connect()).rejects.toMatchObject({ code: 'database-unavailable' });
    await expect(away.read((tx) => tx.query('SELECT 1'))).rejects.toMatchObject({
      code: 'database-unavailable',
    });
    const troubles: unknown[] = [];
    const waiting = away.connectPatiently((error) => troubles.push(error));
    waiting.catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(troubles).toEqual([expect.objectContaining({ code: 'database-unavailable' })]);
    await away.close();
    await expect(waiting).rejects.toMatchObject({ code: 'database-unavailable' });
  }, 20_000);
});
