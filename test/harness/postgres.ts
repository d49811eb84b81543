import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import pg from 'pg';

/** The Postgres that `npm run test:services` brings; undefined when tests run on the embedded database. */
export const POSTGRES = process.env['DATABASE_URL'];

/** Beside a data directory lies the name of the database that belongs to it. */
export const databaseFileOf = (dataDir: string): string => `${dataDir}.database`;

/** DSN of the database of `dataDir`, made from `template` when there is none yet. */
export async function databaseFor(dataDir: string, template?: string): Promise<string> {
  const file = databaseFileOf(dataDir);
  if (!existsSync(file)) {
    const name = `iceos_test_${randomBytes(6).toString('hex')}`;
    await administer(`CREATE DATABASE "${name}"${template === undefined ? '' : ` TEMPLATE "${template}"`}`);
    writeFileSync(file, name);
  }
  return dsnOf(readFileSync(file, 'utf8'));
}

/** Drops the database of a data directory. */
export async function dropDatabaseOf(dataDir: string): Promise<void> {
  const file = databaseFileOf(dataDir);
  if (!existsSync(file)) return;
  await administer(`DROP DATABASE IF EXISTS "${readFileSync(file, 'utf8')}" WITH (FORCE)`);
  rmSync(file);
}

function dsnOf(name: string): string {
  const url = new URL(POSTGRES!);
  url.pathname = `/${name}`;
  return url.href;
}

async function administer(statement: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: POSTGRES! });
  await client.connect();
  try {
    return await client.query(statement);
  } finally {
    await client.end();
  }
}
