import type { Kind } from './kinds.js';

/** How a server-side Postgres is reached. */
export interface PostgresAddress {
  /** Host name, address, or the folder of a Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string | undefined;
  readonly database: string;
  /** `off`: plain text; `encrypt`: TLS without checking who answers; `verify`: TLS with certificate and host name. */
  readonly tls: 'off' | 'encrypt' | 'verify-ca' | 'verify';
  /** PEM file of the authorities to trust, when not the system's. */
  readonly caFile: string | undefined;
}

const SCHEME = /^(?:postgres|postgresql)(?:\+(?:asyncpg|psycopg|psycopg2))?:$/;

/** The modes of libpq. Those that may fall back to plain text mean plain text, since nothing can be told from them. */
const TLS: Readonly<Record<string, PostgresAddress['tls']>> = {
  disable: 'off',
  allow: 'off',
  prefer: 'off',
  require: 'encrypt',
  'verify-ca': 'verify-ca',
  'verify-full': 'verify',
};

/** Settings of drivers in other languages that mean nothing here, so that one DSN can serve both. */
const IGNORED = new Set([
  'prepared_statement_cache_size',
  'statement_cache_size',
  'pgbouncer',
  'connect_timeout',
]);

/** A DSN of the forms postgres://, postgresql:// and postgresql+asyncpg://, with `sslmode` (or `ssl`), `sslrootcert` and `host`. */
export const databaseUrl: Kind<PostgresAddress> = {
  expected:
    'postgresql://user:password@host:port/database, with sslmode, sslrootcert or host as only settings',
  secret: true,
  parse(text) {
    // WHATWG URLs need a host where DSNs of Unix sockets have none.
    const absolute = text.replace(/^([a-z0-9+]+:\/\/(?:[^@/]*@)?)\//i, '$1localhost/');
    if (!URL.canParse(absolute)) return undefined;
    const url = new URL(absolute);
    const database = decode(url.pathname.slice(1));
    if (!SCHEME.test(url.protocol) || !database || database.includes('/')) return undefined;
    const settings = settingsOf(url);
    const user = decode(url.username);
    const password = decode(url.password);
    if (!settings || user === undefined || password === undefined) return undefined;
    return {
      host: settings.host ?? (url.hostname.replace(/^\[|\]$/g, '') || 'localhost'),
      port: url.port === '' ? 5432 : Number(url.port),
      user: user || 'postgres',
      password: password || undefined,
      database,
      tls: settings.tls,
      caFile: settings.caFile,
    };
  },
};

function settingsOf(url: URL): { tls: PostgresAddress['tls']; caFile?: string; host?: string } | undefined {
  let tls: PostgresAddress['tls'] | undefined = 'off';
  let caFile: string | undefined;
  let host: string | undefined;
  for (const [name, value] of url.searchParams) {
    if (name === 'sslmode' || name === 'ssl') tls = TLS[value];
    else if (name === 'sslrootcert') caFile = value;
    else if (name === 'host') host = value;
    else if (!IGNORED.has(name)) return undefined;
  }
  if (!tls) return undefined;
  return { tls, ...(caFile ? { caFile } : {}), ...(host ? { host } : {}) };
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
