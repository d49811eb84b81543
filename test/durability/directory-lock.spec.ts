import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { lockDirectory } from '../../dist/src/database/embedded/directory-lock.js';
import { currentProcess } from '../../dist/src/database/embedded/process-identity.js';
import { copyTemplate, removeDataDir, startServer } from '../harness/start-server.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'iceos-lock-'));
  path = join(folder, 'db.lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const refusal = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return error as { code: string; message: string; hint: string };
  }
  throw new Error('It was not refused.');
};
const owner = (changes: object) => JSON.stringify({ ...currentProcess(), id: 'one', ...changes });

describe('the lock of a data directory', () => {
  it('is refused to a second opener, naming the pid, until it is given back', () => {
    const lock = lockDirectory(path);
    expect(refusal(() => lockDirectory(path))).toMatchObject({
      code: 'database-in-use',
      message: expect.stringContaining(`process ${process.pid}`),
    });
    lock.release();
    lock.release();
    lockDirectory(path).release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is taken over from a process that is gone', () => {
    // No system gives out this pid.
    writeFileSync(path, owner({ pid: 4_194_305 }));
    lockDirectory(path).release();
  });

  it('is taken over from an earlier process of the same pid, and from before the machine was restarted', () => {
    for (const changes of [{ started: '1' }, { boot: 'another' }]) {
      writeFileSync(path, owner(changes));
      const lock = lockDirectory(path);
      expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ ...currentProcess() });
      lock.release();
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is never taken over because of its age', () => {
    writeFileSync(path, owner({}));
    utimesSync(path, 0, 0);
    expect(refusal(() => lockDirectory(path)).code).toBe('database-in-use');
  });

  it('is left alone when nothing can be told about its owner', () => {
    for (const text of [owner({ namespace: 'pid:[1]' }), '', 'nonsense', '{"pid":"1"}', 'null']) {
      writeFileSync(path, text);
      const { code, hint } = refusal(() => lockDirectory(path));
      expect(code).toBe('database-lock-unreadable');
      expect(hint).toContain(path);
      expect(readFileSync(path, 'utf8')).toBe(text);
    }
  });

  it('is taken over from a successor who died half way', () => {
    writeFileSync(path, owner({ pid: 4_194_305, id: 'dead' }));
    writeFileSync(`${path}.dead`, owner({ pid: 4_194_306, id: 'dead-successor' }));
    lockDirectory(path).release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is not given back by someone who lost it', () => {
    const lock = lockDirectory(path);
    writeFileSync(path, owner({ id: 'two' }));
    lock.release();
    expect(existsSync(path)).toBe(true);
  });
});

describe('two servers on one data directory', () => {
  it('are one server: the second refuses naming the first, and takes over when that was killed', async () => {
    const dataDir = await copyTemplate();
    try {
      const first = await startServer({ dataDir, env: EMBEDDED });
      await expect(startServer({ dataDir, env: EMBEDDED })).rejects.toThrow(`in use by process ${first.pid}`);
      await first.kill9();
      expect(existsSync(join(dataDir, 'db.lock'))).toBe(true);
      const second = await startServer({ dataDir, env: EMBEDDED });
      expect(await second.stop()).toBe(0);
      expect(existsSync(join(dataDir, 'db.lock'))).toBe(false);
    } finally {
      await removeDataDir(dataDir);
    }
  }, 300_000);
});

/** The embedded database, also where the other suites have a server. */
const EMBEDDED = { DATABASE_URL: '' };
