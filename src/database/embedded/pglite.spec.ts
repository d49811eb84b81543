import { describe, expect, it } from '@jest/globals';
import type { PGlite } from '@electric-sql/pglite';
import { watchForCrash } from './pglite.js';

type Protocol = Pick<PGlite, 'execProtocolStream'>;

async function outcomeOf(failure: Error | undefined): Promise<{ crashes: string[]; told: string }> {
  const crashes: string[] = [];
  const database: Protocol = {
    execProtocolStream: async () => {
      if (failure) throw failure;
      return [];
    },
  };
  watchForCrash(database, ({ code, message }) => crashes.push(`${code} ${message}`));
  const told = await database.execProtocolStream(new Uint8Array()).then(() => 'answered', String);
  return { crashes, told };
}

describe('the program of the embedded database', () => {
  it('is reported when it crashes, in one line, and the query fails', async () => {
    const crash = Object.assign(new Error(`Aborted(). Build with -sASSERTIONS\n${'x'.repeat(100_000)}`), {
      name: 'RuntimeError',
    });
    const { crashes, told } = await outcomeOf(crash);
    expect(crashes).toEqual([
      'database-crashed The embedded database crashed: Aborted(). Build with -sASSERTIONS',
    ]);
    expect(told).toContain('RuntimeError');
  });

  it('is left alone when a statement fails or succeeds', async () => {
    expect(await outcomeOf(new Error('syntax error'))).toEqual({ crashes: [], told: 'Error: syntax error' });
    expect(await outcomeOf(undefined)).toEqual({ crashes: [], told: 'answered' });
  });
});
