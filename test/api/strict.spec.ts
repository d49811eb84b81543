import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { digestOf } from '@iceos/core/digest';
import { scaffoldKit } from '@iceos/sdk/scaffold';
import { call } from '../harness/api.js';
import { constantTool, makePackage, publisherOf, type SignedPackage } from '../harness/packages.js';
import { copyTemplate, removeDataDir, startServer, type TestServer } from '../harness/start-server.js';

const MINUTES = 300_000;

/** A folder with a kit of sources: what no verified manifest lists. */
function kitFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'iceos-kit-'));
  const texts = scaffoldKit('weather_kit', { namespace: 'local', created: '2026-01-01T00:00:00Z' });
  for (const [path, text] of texts) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** A signed manifest beside its files, as an operator copies it to a cluster. */
function unpack(folder: string, { manifestBytes }: SignedPackage, tool: Uint8Array): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'plugins.json'), manifestBytes);
  writeFileSync(join(folder, 'tool.wasm'), tool);
  return join(folder, 'plugins.json');
}

function run(server: TestServer, tool: string, inputs: object = {}) {
  return call(server, 'POST', '/api/v1/executions/?wait_seconds=60', {
    token: server.ownerToken,
    body: { tool, inputs },
  });
}

describe('a manifest of the operator', () => {
  let dataDir: string;
  let kit: string;
  let honest: string;
  let swapped: string;
  let swappedTool: Uint8Array;
  let declared: string;

  beforeAll(async () => {
    dataDir = await copyTemplate();
    kit = kitFolder();
    const server = await startServer({ dataDir });
    const org = { id: 'local', token: server.ownerToken, tokenWith: () => Promise.reject(new Error('none')) };
    const publisher = await publisherOf(server, org);
    const tool = await constantTool('{"from":"disk"}');
    swappedTool = await constantTool('{"from":"somebody else"}');
    declared = digestOf(tool);
    const good = await makePackage(publisher, {
      name: 'beside',
      wasm: tool,
      components: [{ name: 'beside_tool' }],
    });
    const bad = await makePackage(publisher, {
      name: 'swapped',
      wasm: tool,
      components: [{ name: 'swapped_tool' }],
    });
    honest = unpack(join(kit, 'honest'), good, tool);
    swapped = unpack(join(kit, 'swapped'), bad, swappedTool);
    await server.stop();
  }, MINUTES);

  afterAll(async () => {
    await removeDataDir(dataDir);
    rmSync(kit, { recursive: true, force: true });
  });

  const env = () => ({
    ICEOS_EXTRA_PLUGINS: join(kit, 'weather_kit'),
    ICEOS_PLUGIN_MANIFESTS: `${honest},${swapped}`,
  });

  it(
    'that is unsigned is warned about, and its tool is built and sandboxed like any other',
    async () => {
      const server = await startServer({ dataDir, env: env() });
      try {
        expect(server.logs()).toMatch(/dynamic component weather_tool – add to manifest/);
        const { body } = await run(server, 'weather_tool', { text: 'sun and rain' });
        expect(body).toMatchObject({
          status: 'completed',
          result: { success: true, output: { tool: { words: 3 } } },
        });
      } finally {
        await server.stop();
      }
    },
    MINUTES,
  );

  it(
    'loads in a strict cluster only where it is signed, and byte for byte',
    async () => {
      const server = await startServer({ dataDir, env: { ...env(), ICEOS_NO_DYNAMIC: '1' } });
      try {
        const logs = server.logs();
        expect(logs).toMatch(/component-dynamic: weather_tool in .*weather_kit/);
        expect(logs).toMatch(/expected a signature by an enrolled key/);
        expect(logs).toMatch(/found {4}no signature on the manifest [0-9a-f]{64}/);
        expect(logs).toContain('ice plugins export');
        expect(logs).toMatch(new RegExp(`digest-mismatch: .*tool\\.wasm`));
        expect(logs).toContain(`expected ${declared}`);
        expect(logs).toContain(`found    ${digestOf(swappedTool)}`);

        const dynamic = await run(server, 'weather_tool');
        expect(dynamic.status).toBeGreaterThanOrEqual(400);
        expect(dynamic.status).toBeLessThan(500);
        expect((await run(server, 'swapped_tool')).status).toBeGreaterThanOrEqual(400);
        expect((await run(server, 'beside_tool')).body).toMatchObject({ status: 'completed' });
        expect((await run(server, 'echo_tool', { text: 'still here' })).body).toMatchObject({
          status: 'completed',
          result: { success: true },
        });
      } finally {
        await server.stop();
      }
    },
    MINUTES,
  );
});
