import { beforeAll, describe, expect, it } from '@jest/globals';
import { fingerprintOf } from '@iceos/core/keys';
import { call, newOrg, type TestOrg } from '../harness/api.js';
import { makePackage, publish, publisherOf, type Publisher } from '../harness/packages.js';
import { sharedServer, type SharedServer } from '../harness/shared-server.js';

let server: SharedServer;
let acme: Publisher;
let other: TestOrg;

beforeAll(async () => {
  server = await sharedServer();
  acme = await publisherOf(server, await newOrg(server));
  other = await newOrg(server);
}, 300_000);

async function release(name: string, version: string, visibility = 'private', by = acme): Promise<number> {
  const made = await makePackage(by, { name, version, components: [{ name: `${name}_tool` }] });
  const { status, body } = await publish(server, by.token, made, { query: `?visibility=${visibility}` });
  expect([status, body.code]).toEqual([201, undefined]);
  return body.sequence as number;
}

async function mark(action: string, name: string, version: string, reason: string): Promise<void> {
  const path = `/api/v1/packages/${acme.id}/${name}/${version}/${action}`;
  const { status } = await call(server, 'POST', path, { token: acme.token, body: { reason } });
  expect(status).toBe(200);
}

/** The details of what is wrong with a run of a tool, or its status. */
async function run(tool: string, by: TestOrg = acme): Promise<string[]> {
  const { body } = await call(server, 'POST', '/api/v1/executions/?wait_seconds=60', {
    token: by.token,
    body: { tool, inputs: {} },
  });
  return body.errors?.map(({ detail }: { detail: string }) => detail) ?? [body.status];
}

describe('a run of what is not there any more says what became of it', () => {
  it('yanked, with the reason, until that is taken back', async () => {
    await release('yanking', '1.0.0');
    expect(await run('yanking_tool')).toEqual(['completed']);
    await mark('yank', 'yanking', '1.0.0', 'wrong sums');
    const said = `Tool 'yanking_tool' is not registered any more: ${acme.id}/yanking@1.0.0, which has it, was yanked (wrong sums).`;
    expect(await run('yanking_tool')).toEqual([said]);
    const path = `/api/v1/packages/${acme.id}/yanking/1.0.0/yank`;
    await call(server, 'DELETE', path, { token: acme.token });
    expect(await run('yanking_tool')).toEqual(['completed']);
  });

  it('retired, of the newest version in the range, where another one can be used', async () => {
    for (const version of ['1.0.0', '1.1.0', '2.0.0']) await release('leaving', version);
    await mark('yank', 'leaving', '1.0.0', 'old');
    await mark('retire', 'leaving', '1.1.0', 'leaks');
    expect(await run('leaving_tool')).toEqual(['completed']);
    expect(await run('leaving_tool@^1')).toEqual([
      `Tool 'leaving_tool@^1' is not registered any more: ${acme.id}/leaving@1.1.0, which has it, was retired (leaks).`,
    ]);
    expect(await run('leaving_tool@^3')).toEqual([`Tool 'leaving_tool@^3' is not registered.`]);
    const { status, body } = await call(
      server,
      'GET',
      `/api/v1/components/resolve?reference=${encodeURIComponent('leaving_tool@^1')}`,
      { token: acme.token },
    );
    expect([status, body]).toEqual([
      404,
      expect.objectContaining({
        code: 'component-not-found',
        ended: `${acme.id}/leaving@1.1.0, which has it, was retired (leaks)`,
      }),
    ]);
  });

  it('revoked with its key', async () => {
    const thief = await publisherOf(server, acme, 'thief');
    const since = await release('stolen', '1.0.0', 'private', thief);
    const path = `/api/v1/keys/${fingerprintOf(thief.key.publicKey)}/revoke`;
    const body = { reason: 'lost laptop', since };
    expect((await call(server, 'POST', path, { token: acme.token, body })).status).toBe(200);
    const [said = ''] = await run('stolen_tool');
    expect(said).toContain("Tool 'stolen_tool' is refused (key-revoked)");
    expect(said).toContain('was revoked: lost laptop');
  });

  it('to others of public packages only, and of those that became private nothing', async () => {
    await release('secret', '1.0.0');
    await release('shown', '1.0.0', 'public');
    await release('turned', '1.0.0', 'public');
    await mark('yank', 'turned', '1.0.0', 'of no use');
    await release('turned', '1.1.0', 'private');
    await mark('yank', 'turned', '1.1.0', 'of no use');
    await mark('retire', 'secret', '1.0.0', 'for our eyes');
    await mark('retire', 'shown', '1.0.0', 'for all eyes');
    const asked = (name: string, by: TestOrg) => run(`${acme.id}/${name}_tool`, by);
    expect(await asked('shown', other)).toEqual([expect.stringContaining('was retired (for all eyes)')]);
    for (const name of ['secret', 'turned', 'nothing'])
      expect(await asked(name, other)).toEqual([`Tool '${acme.id}/${name}_tool' is not registered.`]);
    expect(await asked('secret', acme)).toEqual([expect.stringContaining('was retired (for our eyes)')]);
  });
});
