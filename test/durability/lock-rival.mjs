// Takes and gives back the lock in the folder named as only argument until it is killed or its input is closed. Whoever
// holds the lock leaves a file with its pid beside it, and looks for files of others that still run.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lockDirectory } from '../../dist/src/database/embedded/directory-lock.js';

const [, , folder] = process.argv;
const presence = join(folder, `inside.${process.pid}`);
process.stdin.resume();

function othersInside() {
  return readdirSync(folder).filter((name) => {
    const [, pid] = /^inside\.(\d+)$/.exec(name) ?? [];
    return pid !== undefined && Number(pid) !== process.pid && runs(pid);
  });
}

function runs(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !/\) [ZX] /.test(stat);
  } catch {
    return false;
  }
}

let held = 0;
while (!process.stdin.readableEnded) {
  let lock;
  try {
    lock = lockDirectory(join(folder, 'db.lock'));
  } catch (error) {
    if (error.code !== 'database-in-use') throw error;
    await sleep(Math.random() * 4);
    continue;
  }
  writeFileSync(presence, '');
  for (let look = 0; look < 3; look++) {
    const others = othersInside();
    if (others.length > 0) console.log(`violated: ${process.pid} beside ${others.join(', ')}`);
    await sleep(Math.random() * 2);
  }
  held++;
  rmSync(presence);
  lock.release();
  await sleep(Math.random() * 2);
}
console.log(`held ${held}`);
