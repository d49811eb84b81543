import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalBytes } from '@iceos/core/canonical';
import { verifyEvidence } from '@iceos/core/evidence';
import { verifySignature } from '@iceos/core/signature';
import { TrustFolder } from '@iceos/runtime/trust-folder';
import { call, newOrg } from '../harness/api.js';
import { makePackage, publish, publisherOf } from '../harness/packages.js';
import { copyTemplate, removeDataDir, startServer, type TestServer } from '../harness/start-server.js';

const SCRIPT = join(import.meta.dirname, 'verify-evidence.mjs');

let dataDir: string;
let folder: string;
let server: TestServer;
beforeAll(async () => {
  dataDir = await copyTemplate();
  folder = await mkdtemp(join(tmpdir(), 'iceos-evidence-'));
  server = await startServer({ dataDir });
}, 300_000);
afterAll(async () => {
  await server?.stop();
  await removeDataDir(dataDir);
  await rm(folder, { recursive: true, force: true });
});

/** What the second verifier says about each of `documents`, in words. */
async function secondOpinion(manifest: Uint8Array, documents: readonly Uint8Array[]): Promise<string[]> {
  const paths = documents.map((_, index) => join(folder, `evidence-${index}.json`));
  await Promise.all(paths.map((path, index) => writeFile(path, documents[index] as Uint8Array)));
  await writeFile(join(folder, 'manifest.json'), manifest);
  const args = [SCRIPT, join(folder, 'trust'), join(folder, 'manifest.json'), ...paths];
  const said = await new Promise<string>((resolve, reject) => {
    execFile(process.execPath, args, { maxBuffer: 2 ** 24 }, (error, out, complaint) =>
      complaint === '' ? resolve(out) : reject(new Error(complaint, { cause: error })),
    );
  });
  return said.trimEnd().split('\n');
}

it('a verifier that shares nothing with this one agrees, on what the registry says and on every changed byte', async () => {
  const acme = await publisherOf(server, await newOrg(server));
  const signed = await makePackage(acme, { name: 'judged', components: [{ name: 'judged' }] });
  const { body: receipt } = await publish(server, acme.token, signed);
  const answer = await call(server, 'GET', `/api/v1/evidence/${receipt.manifest_digest}`, {
    token: acme.token,
  });
  const evidence = canonicalBytes(answer.body);
  await cp(join(dataDir, 'trust'), join(folder, 'trust'), { recursive: true });
  const trust = await new TrustFolder(join(folder, 'trust')).read();
  const { namespace = '', name = '', version = '' } = signed.manifest;
  const used = {
    namespace,
    name,
    version,
    manifestDigest: receipt.manifest_digest,
    archiveDigest: receipt.archive_digest,
    keyFingerprint: receipt.key_fingerprint,
  };
  const judge = (bytes: Uint8Array): string => {
    const now = new Date();
    try {
      const { index } = verifyEvidence(bytes, used, { trust, verify: verifySignature, now, required: [] });
      return `accepted ${index}`;
    } catch (error) {
      return `refused ${(error as { code?: string }).code}`;
    }
  };
  expect(judge(evidence)).toBe(`accepted ${receipt.sequence}`);
  expect(await secondOpinion(signed.manifestBytes, [evidence])).toEqual([`accepted ${receipt.sequence}`]);

  const changed = Array.from({ length: Math.ceil(evidence.length / 19) }, (_, step) => {
    const at = step * 19;
    return evidence.with(at, (evidence[at] as number) ^ 1);
  });
  const verdicts = (words: readonly string[]) => words.map((word) => word.split(' ')[0]);
  expect(new Set(changed.map(judge))).toEqual(new Set(['refused evidence-invalid']));
  expect(new Set(verdicts(await secondOpinion(signed.manifestBytes, changed)))).toEqual(new Set(['refused']));

  // Proved, and not the one that is used.
  const other = await makePackage(acme, { name: 'other', components: [{ name: 'other' }] });
  await publish(server, acme.token, other);
  expect(verdicts(await secondOpinion(other.manifestBytes, [evidence]))).toEqual(['refused']);
});
