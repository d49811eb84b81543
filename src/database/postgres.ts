import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import type pg from 'pg';
import type { PostgresAddress } from '../config/database-url.js';

/** Connections of one process; the engine has as many of its own. */
const CONNECTIONS = 10;

/** Options of a pool to `address`. */
export function poolOptions(address: PostgresAddress, name: string): pg.PoolConfig {
  return {
    host: address.host,
    port: address.port,
    user: address.user,
    database: address.database,
    application_name: name,
    ...(address.password === undefined ? {} : { password: address.password }),
    ssl: tlsOptions(address),
    max: CONNECTIONS,
    connectionTimeoutMillis: 5000,
    keepAlive: true,
  };
}

/** `require` of libpq encrypts without checking the server, `verify-ca` checks its certificate, `verify-full` its name too. */
function tlsOptions({ tls, caFile }: PostgresAddress): ConnectionOptions | false {
  if (tls === 'off') return false;
  const ca = caFile === undefined ? {} : { ca: readFileSync(caFile, 'utf8') };
  if (tls === 'encrypt') return { ...ca, rejectUnauthorized: false };
  if (tls === 'verify-ca') return { ...ca, rejectUnauthorized: true, checkServerIdentity: () => undefined };
  return { ...ca, rejectUnauthorized: true };
}
