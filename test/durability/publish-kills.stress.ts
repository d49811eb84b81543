import { randomInt } from 'node:crypto';
import { appendFileSync, closeSync, fsyncSync, openSync, readFileSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, it } from '@jest/globals';
import type { TreeHead } from '@iceos/core/checkpoint';
import { makePackage, publish, publisherOf, type Publisher } from '../harness/packages.js';
import { copyTemplate, removeDataDir, startServer, type TestServer } from '../harness/start-server.js';
import { proveVersion } from '../log/evidence.js';
import { faultsIn, publicHead } from '../log/public-files.js';

/** How often the server is killed; `ICE_TEST_PUBLISH_KILLS=500` is the long campaign. */
const KILLS = Number(process.env['ICE_TEST_PUBLISH_KILLS'] ?? 12);
const PER_KILL_MS = 30_000;
const AT_ONCE = 3;

let dataDir: string | undefined;
afterAll(async () => {
  if (dataDir !== undefined) await removeDataDir(dataDir);
});

/** What was acknowledged, on disk before the next request is sent. */
class Ledger {
  private readonly path: string;
  private added = 0;

  constructor(folder: string) {
    this.path = `${folder}.ledger`;
    appendFileSync(this.path, '');
  }

  add(digest: string, sequence: number): void {
    const file = openSync(this.path, 'a');
    appendFileSync(file, `${digest} ${sequence}\n`);
    fsyncSync(file);
    closeSync(file);
    this.added += 1;
  }

  /** Waits until something was added, for a while. */
  async untilMore(): Promise<void> {
    const known = this.added;
    for (let waited = 0; this.added === known && waited < 20_000; waited += 20) await sleep(20);
  }

  all(): { digest: string; sequence: number }[] {
    const lines = readFileSync(this.path, 'utf8').split('\n').slice(0, -1);
    return lines.map((line) => {
      const [digest = '', sequence] = line.split(' ');
      return { digest, sequence: Number(sequence) };
    });
  }

  remove(): void {
    rmSync(this.path);
  }
}

const say = (text: string) => process.stderr.write(`${text}\n`);

let versions = 0;

/** Publishes until the server is gone, some at once. */
async function work(server: TestServer, publisher: Publisher, ledger: Ledger): Promise<void> {
  const lane = async () => {
    for (;;) {
      const name = `ledger-${randomInt(20)}`;
      const signed = await makePackage(publisher, {
        name,
        version: `1.0.${versions++}`,
        components: [{ name }],
      });
      const query = randomInt(2) === 0 ? '?visibility=public' : '';
      const answer = await publish(server, publisher.token, signed, { query }).catch(() => undefined);
      if (!answer) return;
      if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
      ledger.add(answer.body.manifest_digest as string, answer.body.sequence as number);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

it(
  `a server that is killed ${KILLS} times while it publishes loses no publish that it acknowledged, and never forks its log`,
  async () => {
    dataDir = await copyTemplate();
    const ledger = new Ledger(dataDir);
    let server = await startServer({ dataDir });
    const org = {
      id: 'local',
      token: server.ownerToken,
      tokenWith: () => Promise.reject(new Error('unused')),
    };
    const publisher = await publisherOf(server, org);
    const heads: TreeHead[] = [];
    let checked = 0;
    for (let kill = 0; kill < KILLS; kill += 1) {
      const working = work(server, publisher, ledger);
      // Every other kill comes after something was acknowledged, the rest at any moment.
      if (kill % 2 === 0) await ledger.untilMore();
      await sleep(randomInt(700));
      await server.kill9();
      await working;
      server = await startServer({ dataDir });
      heads.push(publicHead(dataDir));
      const acknowledged = ledger.all();
      for (const { digest, sequence } of acknowledged.slice(checked))
        expect((await proveVersion(server, publisher.token, digest)).record.index).toBe(sequence);
      checked = acknowledged.length;
      if ((kill + 1) % 50 === 0) say(`${kill + 1} kills: ${checked} acknowledged, 0 lost so far`);
    }
    const acknowledged = ledger.all();
    for (const { digest, sequence } of acknowledged)
      expect((await proveVersion(server, publisher.token, digest)).record.index).toBe(sequence);
    expect(await faultsIn(dataDir, heads)).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(0);
    say(
      `${KILLS} kills: ${acknowledged.length} publishes acknowledged, 0 lost; ${heads.length} checkpoints, all of one log of ${publicHead(dataDir).size}`,
    );
    await server.stop();
    ledger.remove();
  },
  120_000 + KILLS * PER_KILL_MS,
);
