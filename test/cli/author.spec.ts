import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newOrg, type TestOrg } from '../harness/api.js';
import { sharedServer, type SharedServer } from '../harness/shared-server.js';
import { ice, iceJson, type Desk } from './ice.js';

const MINUTES = 300_000;
let server: SharedServer;
let org: TestOrg;
let desk: Desk;

beforeAll(async () => {
  server = await sharedServer();
  org = await newOrg(server);
  const folder = mkdtempSync(join(tmpdir(), 'iceos-desk-'));
  desk = { cwd: folder, dataDir: join(folder, 'data'), apiUrl: server.url, token: org.token };
}, MINUTES);

afterAll(() => rmSync(desk.cwd, { recursive: true, force: true }));

describe('an author with nothing', () => {
  it(
    'gets to a verified run of a tool in five commands',
    async () => {
      const made = await iceJson(desk, ['new', 'kit', 'my_kit']);
      expect(made).toMatchObject({ code: 0, data: { kind: 'kit', namespace: org.id } });
      expect(await iceJson(desk, ['publish', 'my_kit'])).toMatchObject({
        code: 3,
        data: {
          error: { code: 'key-not-found', exit_code: 3, hint: expect.stringContaining('ice keys create') },
        },
      });

      const key = await iceJson(desk, ['keys', 'create']);
      expect(key).toMatchObject({ code: 0, data: { enrolled: true, namespace: org.id } });
      expect(statSync(key.data.file).mode & 0o777).toBe(0o600);
      expect((await iceJson(desk, ['keys', 'create'])).code).toBe(6);

      const published = await iceJson(desk, ['publish', 'my_kit']);
      expect(published).toMatchObject({
        code: 0,
        data: {
          created: true,
          namespace: org.id,
          name: 'my_kit',
          key_fingerprint: key.data.fingerprint,
          components: [{ name: 'my_tool', node_type: 'tool' }],
        },
      });
      // The build is not promised to be the same everywhere; here its result is kept, so the same bytes come again.
      expect((await iceJson(desk, ['publish', 'my_kit'])).data).toMatchObject({
        created: false,
        manifest_digest: published.data.manifest_digest,
      });

      let found = await iceJson(desk, ['search', 'my_tool']);
      for (let tries = 0; found.data.items[0]?.name !== 'my_tool' && tries < 40; tries += 1)
        found = await iceJson(desk, ['search', 'my_tool']);
      expect(found.data.items[0]).toMatchObject({ namespace: org.id, name: 'my_tool', kind: 'tool' });

      const run = await ice(desk, ['run', 'my_tool', '-i', 'text=one two three']);
      expect({ code: run.code, result: JSON.parse(run.stdout) }).toEqual({ code: 0, result: { words: 3 } });
    },
    MINUTES,
  );

  it(
    'has it verified rule by rule, and a flipped byte refused with both digests',
    async () => {
      const good = await iceJson(desk, ['verify', `${org.id}/my_kit@0.1.0`]);
      expect(good).toMatchObject({ code: 0, data: { verified: true } });
      expect(good.data.checks.map(({ rule }: { rule: string }) => rule)).toEqual(
        expect.arrayContaining(['signature', 'key', 'revocation', 'component my_tool']),
      );
      const { data } = await iceJson(desk, ['publish', 'my_kit']);
      const bytes = await fetch(`${server.url}/api/v1/manifests/${data.manifest_digest}`, {
        headers: { authorization: `Bearer ${org.token}` },
      });
      const file = join(desk.cwd, 'signed.json');
      writeFileSync(file, (await bytes.text()).replace('Counts', 'Counters'));
      const changed = await iceJson(desk, ['verify', file]);
      expect(changed).toMatchObject({
        code: 7,
        data: { verified: false, refusal: { code: 'signature-invalid', hint: expect.any(String) } },
      });
      expect(changed.data.checks).toMatchObject([
        { rule: 'canonical', verdict: 'accepted' },
        { rule: 'key', verdict: 'accepted' },
        { rule: 'record', verdict: 'accepted' },
        { rule: 'revocation', verdict: 'accepted' },
        { rule: 'signature', verdict: 'refused' },
        { rule: 'registry', verdict: 'skipped' },
        { rule: 'evidence', verdict: 'skipped' },
        { rule: 'history', verdict: 'skipped' },
      ]);
    },
    MINUTES,
  );

  it('sees what there is without a terminal, and is never asked', async () => {
    const revoke = await iceJson(desk, ['keys', 'revoke', 'publisher', '--reason', 'lost']);
    expect(revoke).toMatchObject({ code: 2, data: { error: { hint: 'Give --yes.' } } });
    const login = await iceJson({ ...desk, token: '' }, ['login']);
    expect(login).toMatchObject({
      code: 2,
      data: { error: { hint: expect.stringContaining('--with-token') } },
    });
  });
});

describe('manifests', () => {
  it(
    'are exported in the same bytes every time, and anything odd about them fails the lint',
    async () => {
      await ice(desk, ['new', 'kit', 'lint_kit']);
      const missing = await iceJson(desk, ['plugins', 'lint', 'lint_kit']);
      expect(missing).toMatchObject({
        code: 8,
        data: { findings: [{ code: 'dynamic', severity: 'warning' }] },
      });

      const first = await ice(desk, ['plugins', 'export', 'lint_kit']);
      const second = await ice(desk, ['plugins', 'export', 'lint_kit']);
      expect(first.code).toBe(0);
      expect(second.stdout).toBe(first.stdout);
      const path = join(desk.cwd, 'lint_kit', 'plugins.json');
      await ice(desk, ['plugins', 'export', 'lint_kit', '-o', path]);
      expect(readFileSync(path, 'utf8')).toBe(first.stdout);
      expect((await iceJson(desk, ['plugins', 'lint', 'lint_kit'])).code).toBe(0);

      const source = join(desk.cwd, 'lint_kit', 'src', 'lint_tool.ts');
      writeFileSync(source, readFileSync(source, 'utf8').replace('Counts the words', 'Counts all the words'));
      expect(await iceJson(desk, ['plugins', 'lint', 'lint_kit'])).toMatchObject({
        code: 8,
        data: { findings: [{ code: 'drift' }] },
      });
      writeFileSync(join(desk.cwd, 'bad.json'), '{"schema_version":"plugins.v0","components":[],"extra":1}');
      expect((await iceJson(desk, ['plugins', 'lint', 'bad.json'])).code).toBe(5);
    },
    MINUTES,
  );
});

describe('exit codes', () => {
  it.each([
    [['docter'], 2],
    [['search', '--limit', 'many'], 2],
    [['verify', 'nobody/nothing@1.0.0'], 3],
    [['run', 'no_such_tool'], 3],
    [['publish', '.'], 3],
  ])(
    '%j → %i',
    async (args, code) => {
      const ended = await iceJson(desk, args as string[]);
      expect({ code: ended.code, said: ended.data.error?.exit_code }).toEqual({ code, said: code });
    },
    MINUTES,
  );

  it('4 when the token is unknown, with the next step', async () => {
    expect(await iceJson({ ...desk, token: 'ice_nonsense' }, ['whoami'])).toMatchObject({
      code: 4,
      data: { error: { hint: expect.any(String), exit_code: 4 } },
    });
  });

  it('75 when the server is not there, and the doctor names the command that starts it', async () => {
    const away = { ...desk, apiUrl: 'http://127.0.0.1:9' };
    expect((await iceJson(away, ['whoami'])).data.error.retryable).toBe(true);
    const { code, data } = await iceJson(away, ['doctor']);
    expect(code).toBe(8);
    expect(data.checks).toContainEqual(expect.objectContaining({ name: 'sandbox here' }));
    expect(data.checks).toContainEqual(
      expect.objectContaining({ name: 'server', status: 'failed', fix: 'npm start' }),
    );
  });

  it('a misspelt command is answered with what was meant', async () => {
    expect((await ice(desk, ['docter'])).stderr).toContain('Did you mean doctor?');
  });
});

describe('a token', () => {
  it('is kept for its server, readable by its owner only, and forgotten again', async () => {
    const signedOut: Desk = { ...desk, token: '' };
    expect((await ice(signedOut, ['login', '--with-token'], `${org.token}\n`)).code).toBe(0);
    const file = join(desk.dataDir, '.config', 'ice', 'credentials.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect((await iceJson(signedOut, ['whoami'])).data.org_id).toBe(org.id);
    await ice(signedOut, ['logout']);
    expect((await iceJson(signedOut, ['whoami'])).code).toBe(4);
    expect((await ice(signedOut, ['login', '--with-token'], 'ice_wrong\n')).code).toBe(4);
  });
});
