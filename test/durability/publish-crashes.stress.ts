import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FAILPOINTS, type Failpoint } from '@iceos/runtime/failpoints';
import { call } from '../harness/api.js';
import { makePackage, publish, publisherOf, type Publisher } from '../harness/packages.js';
import { copyTemplate, removeDataDir, startServer } from '../harness/start-server.js';
import { proveVersion } from '../log/evidence.js';
import { faultsIn } from '../log/public-files.js';

let dataDir: string;
let publisher: Publisher;
beforeAll(async () => {
  dataDir = await copyTemplate();
  const server = await startServer({ dataDir });
  const org = { id: 'local', token: server.ownerToken, tokenWith: () => Promise.reject(new Error('unused')) };
  publisher = await publisherOf(server, org);
  await server.stop();
}, 300_000);
afterAll(() => removeDataDir(dataDir));

/** From here on the version exists, whatever ends the process. */
const COMMITTED = FAILPOINTS.indexOf('version-committed');

/** What the next start says about a crash at each of these points; at the others nothing is left to repair. */
const REPAIRS: Partial<Record<Failpoint, string>> = {
  'upload-received': 'repaired: removed 1 uploads that a crash cut off',
  'blob-written': 'repaired: removed',
  'blob-synced': 'repaired: removed 1 uploads that a crash cut off',
  'version-committed': 'brought 1 record into the log',
  'batch-computed': 'brought 1 record into the log',
  'tiles-stored': 'brought 1 record into the log',
  'checkpoint-stored': 'brought 1 record into the log',
  'batch-committed': 'the server ended before its public files were complete: added 2 records',
  'file-written': 'removed 1 public file that a crash left unfinished',
  'file-synced': 'removed 1 public file that a crash left unfinished',
  'file-renamed': 'the server ended before its public files were complete: added 2 records',
  'files-complete': 'the server ended before its public files were complete: added 2 records',
};

describe('a server that ends in the middle of a publish, at', () => {
  it.each(FAILPOINTS.map((point, at) => [point, at] as const))(
    '%s, has the whole version or nothing of it, and says what it repaired',
    async (point, at) => {
      const name = `crash-${at}`;
      const signed = await makePackage(publisher, {
        name,
        components: [{ name }],
        files: { 'note.txt': new TextEncoder().encode(point) },
      });
      const armed = await startServer({ dataDir, env: { ICE_TEST_FAILPOINT: point } });
      const unanswered = await publish(armed, publisher.token, signed, { query: '?visibility=public' }).then(
        ({ status }) => status,
        () => 'no answer',
      );
      expect(unanswered).toBe('no answer');
      while (existsSync(`/proc/${armed.pid}/exe`)) await sleep(5);
      const before = armed.logs().length;
      const server = await startServer({ dataDir });
      try {
        const { namespace, version } = signed.manifest;
        const found = await call(server, 'GET', `/api/v1/packages/${namespace}/${name}/${version}`, {
          token: publisher.token,
        });
        expect(found.status).toBe(at < COMMITTED ? 404 : 200);
        expect(server.logs().slice(before)).toContain(REPAIRS[point] ?? '');
        if (REPAIRS[point] === undefined) expect(server.logs().slice(before)).not.toContain('repaired:');
        expect(await faultsIn(dataDir)).toEqual([]);
        const again = await publish(server, publisher.token, signed, { query: '?visibility=public' });
        expect([again.status, again.body.created]).toEqual(at < COMMITTED ? [201, true] : [200, false]);
        const { record, leaf } = await proveVersion(server, publisher.token, again.body.manifest_digest);
        expect([record.index, leaf?.latest]).toEqual([again.body.sequence, version]);
        expect(existsSync(join(dataDir, 'public', 'packages', 'local', `${name}.json`))).toBe(true);
      } finally {
        await server.stop();
      }
    },
  );
});
