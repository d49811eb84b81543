import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { lockDirectory } from '../../dist/src/database/embedded/directory-lock.js';
import { NODE, ROOT } from '../harness/root.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'iceos-lock-'));
  path = join(folder, 'db.lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('many openers at once', () => {
  it('hold the lock one at a time, whoever is killed in between', async () => {
    const rivals = new Set<ChildProcess>();
    const outputs: string[] = [];
    const start = () => {
      const rival = spawn(NODE, [join(ROOT, 'test', 'durability', 'lock-rival.mjs'), folder], {
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      rival.stdout.on('data', (chunk) => outputs.push(String(chunk)));
      rivals.add(rival);
      rival.once('exit', () => rivals.delete(rival));
    };
    for (let i = 0; i < 8; i++) start();
    let killed = 0;
    for (const end = Date.now() + 8_000; Date.now() < end; await sleep(120)) {
      // The holder is the one whose death matters.
      const holder = holderOf(path);
      const victim = [...rivals].find(({ pid }) => pid === holder);
      if (!victim) continue;
      victim.kill('SIGKILL');
      killed++;
      start();
    }
    const ends = [...rivals].map((rival) => once(rival, 'close'));
    for (const rival of rivals) rival.stdin!.end();
    await Promise.all(ends);
    const text = outputs.join('');
    expect(text).not.toContain('violated');
    const held = [...text.matchAll(/held (\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0);
    expect(killed).toBeGreaterThan(10);
    expect(held).toBeGreaterThan(20);
    lockDirectory(path).release();
  }, 60_000);
});

function holderOf(lock: string): number | undefined {
  try {
    return (JSON.parse(readFileSync(lock, 'utf8')) as { pid: number }).pid;
  } catch {
    return undefined;
  }
}
