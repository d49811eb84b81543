import { describe, expect, it } from '@jest/globals';
import { databaseUrl } from './database-url.js';

const parse = (text: string) => databaseUrl.parse(text);

describe('a database URL', () => {
  it.each(['postgres', 'postgresql', 'postgresql+asyncpg'])('may begin with %s://', (scheme) => {
    expect(parse(`${scheme}://ice:p%40ss@db.example.org:6543/iceos`)).toEqual({
      host: 'db.example.org',
      port: 6543,
      user: 'ice',
      password: 'p@ss',
      database: 'iceos',
      tls: 'off',
      caFile: undefined,
    });
  });

  it('has defaults for user, port and password', () => {
    expect(parse('postgres://localhost/iceos')).toMatchObject({
      user: 'postgres',
      port: 5432,
      password: undefined,
    });
  });

  it.each([
    ['sslmode=disable', 'off'],
    ['sslmode=prefer', 'off'],
    ['sslmode=require', 'encrypt'],
    ['ssl=require', 'encrypt'],
    ['sslmode=verify-ca', 'verify-ca'],
    ['sslmode=verify-full', 'verify'],
  ])('with %s', (query, tls) => {
    expect(parse(`postgres://h/d?${query}&sslrootcert=/ca.pem`)).toMatchObject({ tls, caFile: '/ca.pem' });
  });

  it('names the folder of a socket, or a bracketed address', () => {
    expect(parse('postgresql:///iceos?host=/var/run/postgresql')).toMatchObject({
      host: '/var/run/postgresql',
    });
    expect(parse('postgresql://me@/iceos?host=/run')).toMatchObject({ host: '/run', user: 'me' });
    expect(parse('postgres://[::1]:5433/iceos')).toMatchObject({ host: '::1', port: 5433 });
  });

  it('ignores settings of other drivers', () => {
    expect(parse('postgresql+asyncpg://h/d?prepared_statement_cache_size=0&pgbouncer=true')).toMatchObject({
      tls: 'off',
    });
  });

  it.each([
    'mysql://h/d',
    'postgres://h',
    'postgres://h/',
    'postgres://h/a/b',
    'postgres://h/d?sslmode=maybe',
    'postgres://h/d?options=-c%20x',
    'postgres://h:port/d',
    'postgres://u:%ZZ@h/d',
    'h/d',
    '',
  ])('is not %j', (text) => {
    expect(parse(text)).toBeUndefined();
  });
});
