import { beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { canonicalBytes } from '@iceos/core/canonical';
import { digestOf } from '@iceos/core/digest';
import { fingerprintOf } from '@iceos/core/keys';
import type { Manifest } from '@iceos/core/manifest';
import { SigningKey } from '@iceos/core/signing';
import { call, newOrg } from '../harness/api.js';
import {
  constantTool,
  enrol,
  makePackage,
  publish,
  publisherOf,
  sign,
  type Publisher,
  type SignedPackage,
} from '../harness/packages.js';
import { sharedServer, type SharedServer } from '../harness/shared-server.js';

let server: SharedServer;
let acme: Publisher;

beforeAll(async () => {
  server = await sharedServer();
  acme = await publisherOf(server, await newOrg(server));
}, 300_000);

const get = (path: string, token = acme.token, headers = {}) => call(server, 'GET', path, { token, headers });
const address = ({ namespace, name, version }: Manifest) =>
  `/api/v1/packages/${namespace}/${name}/${version}`;

async function published(
  options: Parameters<typeof makePackage>[1],
  publisher = acme,
): Promise<SignedPackage> {
  const signed = await makePackage(publisher, options);
  const answer = await publish(server, publisher.token, signed);
  expect([answer.status, answer.body.code]).toEqual([201, undefined]);
  return signed;
}

/** Names that no other test uses. */
let count = 0;
const fresh = () =>
  `pkg-${'abcdefghijklmnopqrstuvwxyz'[count++ % 26]}${createHash('sha256').update(String(count)).digest('hex').slice(0, 6)}`;
const one = () => {
  const name = fresh();
  return { name, components: [{ name }] };
};

describe('publishing', () => {
  it('acknowledges a signed package, which is then there, byte for byte', async () => {
    const signed = await makePackage(acme, one());
    const { status, body } = await publish(server, acme.token, signed);
    expect({ status, body }).toMatchObject({
      status: 201,
      body: {
        created: true,
        kind: 'kit',
        visibility: 'private',
        key_fingerprint: fingerprintOf(acme.key.publicKey),
        components: [{ node_type: 'tool' }],
      },
    });
    expect((await get(address(signed.manifest))).body).toMatchObject({
      manifest_digest: body.manifest_digest,
      yanked: false,
    });
    const manifest = await fetch(`${server.url}/api/v1/manifests/${body.manifest_digest}`, {
      headers: { authorization: `Bearer ${acme.token}` },
    });
    expect(Buffer.from(await manifest.arrayBuffer()).equals(Buffer.from(signed.manifestBytes))).toBe(true);
    for (const { sha256 } of signed.manifest.files!) {
      const blob = await fetch(`${server.url}/api/v1/blobs/${sha256}`, {
        headers: { authorization: `Bearer ${acme.token}` },
      });
      expect(digestOf(new Uint8Array(await blob.arrayBuffer()))).toBe(sha256);
    }
  });

  it('of the same bytes again gives the same receipt', async () => {
    const signed = await published(one());
    const again = await publish(server, acme.token, signed);
    expect({ status: again.status, created: again.body.created }).toEqual({ status: 200, created: false });
  });

  it('at the same time makes one version', async () => {
    const signed = await makePackage(acme, one());
    const answers = await Promise.all(Array.from({ length: 6 }, () => publish(server, acme.token, signed)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 201]);
    expect(new Set(answers.map(({ body }) => body.sequence)).size).toBe(1);
  });

  it('numbers versions in the order in which they were accepted', async () => {
    const name = fresh();
    const sequences = [];
    for (const version of ['1.0.0', '1.1.0', '2.0.0'])
      sequences.push(
        (
          await publish(
            server,
            acme.token,
            await makePackage(acme, { name, version, components: [{ name }] }),
          )
        ).body.sequence,
      );
    expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
    const { body } = await get(`/api/v1/packages/${acme.id}/${name}`);
    expect(body.items.map(({ version }: { version: string }) => version)).toEqual([
      '2.0.0',
      '1.1.0',
      '1.0.0',
    ]);
  });

  it('never changes a version', async () => {
    const options = one();
    await published(options);
    const other = await makePackage(acme, { ...options, manifest: { license: 'MIT' } });
    const answer = await publish(server, acme.token, other);
    expect(answer).toMatchObject({ status: 409, body: { code: 'version-exists' } });
    expect(answer.body.expected).not.toBe(answer.body.found);
  });

  it('keeps component names with the package that has them, and refuses look-alikes', async () => {
    const { name } = (await published(one())).manifest;
    const taken = await publish(
      server,
      acme.token,
      await makePackage(acme, { name: fresh(), components: [{ name: name! }] }),
    );
    expect(taken).toMatchObject({ status: 409, body: { code: 'name-taken' } });
    const alike = name!.replace('-', '_');
    const similar = await publish(
      server,
      acme.token,
      await makePackage(acme, { name: alike, components: [{ name: fresh() }] }),
    );
    expect(similar).toMatchObject({ status: 409, body: { code: 'name-too-similar' } });
  });

  it('needs its dependencies to be resolvable', async () => {
    const base = (await published(one())).manifest;
    const needing = (range: string, name = base.name) =>
      makePackage(acme, { ...one(), manifest: { dependencies: { [`${acme.id}/${name}`]: range } } });
    expect((await publish(server, acme.token, await needing('^1.0.0'))).status).toBe(201);
    expect(await publish(server, acme.token, await needing('^2.0.0'))).toMatchObject({
      status: 422,
      body: { code: 'dependency-unresolvable' },
    });
    expect(await publish(server, acme.token, await needing('*', 'nothing'))).toMatchObject({
      status: 422,
      body: { code: 'dependency-unresolvable' },
    });
  });
});

describe('a publish that is refused stores nothing', () => {
  const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  const changed = (signed: SignedPackage, change: Partial<Manifest>): SignedPackage => {
    const manifest = { ...signed.manifest, ...change };
    return { ...signed, manifest, manifestBytes: canonicalBytes(manifest) };
  };
  const without = (signed: SignedPackage, member: keyof Manifest) => {
    const { [member]: _gone, ...rest } = signed.manifest;
    return sign(acme.key, rest as Manifest, signed.archive);
  };
  const packed = (...blocks: Buffer[]) =>
    new Uint8Array(gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)])));
  /** The package with another archive, honestly signed for it. */
  const withArchive = (signed: SignedPackage, archive: Uint8Array) =>
    sign(
      acme.key,
      { ...signed.manifest, artifact: { sha256: digestOf(archive), size: archive.length } },
      archive,
    );

  it.each<
    [rule: string, code: string, make: (signed: SignedPackage) => SignedPackage | Promise<SignedPackage>]
  >([
    [
      'unsigned',
      'signature-missing',
      (s) =>
        without({ ...s, manifest: s.manifest }, 'signature') && {
          ...s,
          manifestBytes: canonicalBytes((({ signature: _s, ...view }) => view)(s.manifest)),
        },
    ],
    [
      'an unknown key',
      'key-unknown',
      (s) => {
        const key = SigningKey.generate('x', 'manifest');
        return sign(key, { ...s.manifest, key_fingerprint: fingerprintOf(key.publicKey) }, s.archive);
      },
    ],
    [
      'a signature by another key',
      'signature-invalid',
      (s) => sign(SigningKey.generate('x', 'manifest'), s.manifest, s.archive),
    ],
    ['a manifest changed after signing', 'signature-invalid', (s) => changed(s, { license: 'MIT' })],
    [
      'another root',
      'policy-refused',
      (s) => sign(acme.key, { ...s.manifest, registry: 'elsewhere' }, s.archive),
    ],
    [
      'evidence that is not there',
      'evidence-missing',
      (s) => sign(acme.key, { ...s.manifest, required_evidence: ['inclusion-proof'] }, s.archive),
    ],
    [
      'white space',
      'manifest-not-canonical',
      (s) => ({ ...s, manifestBytes: new TextEncoder().encode(JSON.stringify(s.manifest, null, 1)) }),
    ],
    [
      'duplicate members',
      'manifest-not-canonical',
      (s) => ({
        ...s,
        manifestBytes: new TextEncoder().encode(
          new TextDecoder().decode(s.manifestBytes).replace('{', '{"artifact":1,'),
        ),
      }),
    ],
    [
      '__proto__',
      'manifest-not-canonical',
      (s) => ({
        ...s,
        manifestBytes: new TextEncoder().encode(
          new TextDecoder().decode(s.manifestBytes).replace('{', '{"__proto__":{},'),
        ),
      }),
    ],
    ['not JSON', 'manifest-not-canonical', (s) => ({ ...s, manifestBytes: new Uint8Array([0xff, 0xfe]) })],
    [
      '300 KB of manifest',
      'manifest-too-large',
      (s) =>
        sign(acme.key, { ...s.manifest, schemas: { X: { description: 'x'.repeat(300_000) } } }, s.archive),
    ],
    [
      'an unknown member',
      'manifest-invalid',
      (s) => sign(acme.key, { ...s.manifest, surprise: 1 } as Manifest, s.archive),
    ],
    ['no kind', 'manifest-incomplete', (s) => without(s, 'kind')],
    [
      'no artifact',
      'manifest-incomplete',
      (s) => {
        const { artifact: _a, ...rest } = s.manifest;
        return { ...s, manifestBytes: canonicalBytes(rest) };
      },
    ],
    [
      'another archive than was signed',
      'archive-digest-mismatch',
      async (s) => ({ ...s, archive: (await makePackage(acme, { files: { extra: json(1) } })).archive }),
    ],
    [
      'a file that the manifest does not list',
      'archive-file-undeclared',
      async (s) => withArchive(s, (await makePackage(acme, { files: { extra: json(1) } })).archive),
    ],
    [
      'a missing file',
      'archive-file-missing',
      (s) =>
        sign(
          acme.key,
          {
            ...s.manifest,
            files: [
              ...s.manifest.files!,
              { path: 'missing', sha256: '0'.repeat(64), size: 1, media_type: 'text/plain' },
            ],
          },
          s.archive,
        ),
    ],
    [
      'a file with another digest',
      'archive-file-mismatch',
      (s) =>
        sign(
          acme.key,
          { ...s.manifest, files: s.manifest.files!.map((f) => ({ ...f, sha256: '0'.repeat(64) })) },
          s.archive,
        ),
    ],
    ['an archive that is none', 'archive-malformed', (s) => withArchive(s, json('no'))],
    [
      'an archive with a link',
      'archive-entry-forbidden',
      (s) => withArchive(s, packed(tarHeader('a', 0, '2'))),
    ],
    ['an archive with ..', 'archive-path-forbidden', (s) => withArchive(s, packed(tarHeader('../a', 0)))],
    [
      'an archive with a name twice',
      'archive-duplicate-entry',
      (s) => withArchive(s, packed(tarHeader('a', 0), tarHeader('a', 0))),
    ],
    [
      'a bomb',
      'archive-too-large',
      (s) => withArchive(s, new Uint8Array(gzipSync(Buffer.alloc(101 * 1024 * 1024)))),
    ],
    [
      'a component that is none',
      'component-malformed',
      () => makePackage(acme, { ...one(), wasm: json('no') }),
    ],
    [
      'a core module instead of a component',
      'component-malformed',
      () => makePackage(acme, { ...one(), wasm: new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]) }),
    ],
    [
      'a world that does not exist',
      'component-export-mismatch',
      () =>
        makePackage(acme, {
          ...one(),
          components: [{ name: fresh(), wasm: { path: 'tool.wasm', world: 'other:world@1.0.0' } }],
        }),
    ],
    [
      'a component for another world',
      'component-export-mismatch',
      () =>
        makePackage(acme, {
          ...one(),
          components: [{ name: fresh(), wasm: { path: 'tool.wasm', world: 'iceos:code@0.1.0' } }],
        }),
    ],
    [
      'a document that is not canonical',
      'component-document-invalid',
      () =>
        makePackage(acme, {
          ...one(),
          files: { 'w.json': new TextEncoder().encode('{ "nodes": [] }') },
          components: [
            { name: fresh(), node_type: 'workflow', document: { path: 'w.json' }, wasm: undefined as never },
          ],
        }),
    ],
    [
      'a bundle without its document',
      'archive-file-missing',
      () => makePackage(acme, { ...one(), manifest: { kind: 'bundle' } }),
    ],
  ])('%s: %s', async (_rule, code, make) => {
    const honest = await makePackage(acme, one());
    const hostile = await make(honest);
    const { namespace, name, version } = { ...honest.manifest, ...hostile.manifest };
    const answer = await publish(server, acme.token, hostile, { path: `${namespace}/${name}/${version}` });
    expect([answer.status >= 400 && answer.status < 500, answer.body.code]).toEqual([true, code]);
    expect(answer.body.hint).toEqual(expect.any(String));
    expect((await get(`/api/v1/packages/${namespace}/${name}/${version}`)).status).toBe(404);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it('in a namespace of another org', async () => {
    const other = await publisherOf(server, await newOrg(server));
    const signed = await makePackage(acme, one());
    expect(await publish(server, other.token, signed)).toMatchObject({
      status: 403,
      body: { code: 'namespace-forbidden' },
    });
    const foreign = await makePackage({ ...acme, key: other.key }, one());
    expect(await publish(server, acme.token, foreign)).toMatchObject({
      status: 403,
      body: { code: 'key-not-for-namespace' },
    });
  });

  it.each(['name', 'version'] as const)('whose manifest says another %s than its address', async (member) => {
    const signed = await makePackage(acme, one());
    const path = {
      namespace: acme.id,
      name: signed.manifest.name!,
      version: '1.0.0',
      [member]: member === 'version' ? '9.9.9' : fresh(),
    };
    const answer = await publish(server, acme.token, signed, {
      path: `${path.namespace}/${path.name}/${path.version}`,
    });
    expect(answer).toMatchObject({ status: 422, body: { code: 'namespace-mismatch' } });
  });

  it.each([
    ['a part too many', (form: FormData) => form.set('more', 'x')],
    ['no archive', (form: FormData) => form.delete('archive')],
    ['no manifest', (form: FormData) => form.delete('manifest')],
    ['the manifest twice', (form: FormData) => form.append('manifest', 'x')],
  ])('as a form with %s', async (_rule, spoil) => {
    const { manifest, manifestBytes, archive } = await makePackage(acme, one());
    const form = new FormData();
    form.set('manifest', new Blob([Uint8Array.from(manifestBytes)]), 'm');
    form.set('archive', new Blob([Uint8Array.from(archive)]), 'a');
    spoil(form);
    const answer = await fetch(`${server.url}${address(manifest)}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${acme.token}` },
      body: form,
    });
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
      400,
      'upload-invalid',
    ]);
  });

  it('as anything but a form', async () => {
    expect(
      await call(server, 'POST', `/api/v1/packages/${acme.id}/x/1.0.0`, { token: acme.token, body: {} }),
    ).toMatchObject({ status: 415 });
  });
});

describe('keys', () => {
  it('are enrolled by proof of possession only', async () => {
    const key = SigningKey.generate('other', 'manifest');
    const stranger = SigningKey.generate('other', 'manifest');
    const wrong = Buffer.from(stranger.signStatement('iceos-key-possession-v1', {})).toString('base64');
    expect(await enrol(server, acme.token, key, { proof: wrong })).toMatchObject({
      status: 422,
      body: { code: 'proof-invalid' },
    });
    expect(
      await enrol(server, acme.token, key, { challenge_id: '00000000-0000-4000-8000-000000000000' }),
    ).toMatchObject({ status: 422, body: { code: 'challenge-unknown' } });
    const identity = `AQ${'A'.repeat(41)}=`;
    expect(await enrol(server, acme.token, key, { public_key: identity })).toMatchObject({
      status: 422,
      body: { code: 'key-invalid', reason: 'key-small-order' },
    });
    expect(await enrol(server, acme.token, key, { name: 'release' })).toMatchObject({
      status: 409,
      body: { code: 'key-name-taken' },
    });
    expect((await enrol(server, acme.token, key)).status).toBe(201);
  });

  it('belong to one org for ever', async () => {
    const other = await newOrg(server);
    expect(await enrol(server, other.token, acme.key)).toMatchObject({
      status: 409,
      body: { code: 'key-enrolled-elsewhere' },
    });
  });

  it('once revoked, sign nothing more; what they signed before goes on to count', async () => {
    const org = await publisherOf(server, await newOrg(server));
    const before = await published(one(), org);
    const fingerprint = fingerprintOf(org.key.publicKey);
    const revoked = await call(server, 'POST', `/api/v1/keys/${fingerprint}/revoke`, {
      token: org.token,
      body: { reason: 'lost laptop' },
    });
    expect(revoked).toMatchObject({ status: 200, body: { revoked: true, revoked_reason: 'lost laptop' } });
    expect(await publish(server, org.token, await makePackage(org, one()))).toMatchObject({
      status: 403,
      body: { code: 'key-revoked' },
    });
    expect((await get(address(before.manifest), org.token)).status).toBe(200);
    const { body: keys } = await call(server, 'GET', '/api/v1/trust/keys.json');
    expect(keys.keys.find((key: { fingerprint: string }) => key.fingerprint === fingerprint)).toMatchObject({
      revoked: { reason: 'lost laptop' },
    });
    expect(await enrol(server, org.token, org.key)).toMatchObject({
      status: 409,
      body: { code: 'key-ended' },
    });
  });
});

describe('reading', () => {
  it('is answered from caches where the client has the bytes', async () => {
    const signed = await published(one());
    const { body } = await get(address(signed.manifest));
    const first = await get(`/api/v1/manifests/${body.manifest_digest}`);
    expect(first.headers.get('etag')).toBe(`"${body.manifest_digest}"`);
    expect(first.headers.get('cache-control')).toContain('immutable');
    expect(first.headers.get('cache-control')).toContain('private');
    const again = await get(`/api/v1/manifests/${body.manifest_digest}`, acme.token, {
      'if-none-match': first.headers.get('etag')!,
    });
    expect(again.status).toBe(304);
  });

  it('of a private package is for its org, of a public one for everybody', async () => {
    const other = await newOrg(server);
    // The blob of a file belongs to every version that has it, so the two must not share one.
    const hidden = await published({ ...one(), wasm: await constantTool('{"hidden":true}') });
    const shown = await makePackage(acme, one());
    expect((await publish(server, acme.token, shown, { query: '?visibility=public' })).body.visibility).toBe(
      'public',
    );
    for (const [{ manifest }, status] of [
      [hidden, 404],
      [shown, 200],
    ] as const) {
      const { body } = await get(address(manifest));
      expect((await get(address(manifest), other.token)).status).toBe(status);
      expect((await get(`/api/v1/manifests/${body.manifest_digest}`, other.token)).status).toBe(status);
      expect((await get(`/api/v1/packages/${acme.id}/${manifest.name}`, other.token)).status).toBe(status);
      expect(
        (await get(`/api/v1/components/resolve?reference=${acme.id}/${manifest.name}`, other.token)).status,
      ).toBe(status);
    }
    const blob = async (signed: SignedPackage) =>
      (await get(`/api/v1/blobs/${digestOf(signed.archive)}`, other.token)).status;
    expect([await blob(hidden), await blob(shown)]).toEqual([404, 200]);
  });

  it('resolves the highest version in range, without yanked ones', async () => {
    const name = fresh();
    for (const version of ['1.0.0', '1.2.0', '2.0.0-beta.1'])
      await published({ name, version, components: [{ name }] });
    const resolve = async (reference: string) =>
      (await get(`/api/v1/components/resolve?reference=${encodeURIComponent(reference)}`)).body.version;
    expect(await resolve(name)).toBe('1.2.0');
    expect(await resolve(`${acme.id}/${name}@^1.0.0`)).toBe('1.2.0');
    expect(await resolve(`${name}@2.0.0-beta.1`)).toBe('2.0.0-beta.1');
    expect((await get(`/api/v1/components/resolve?reference=${name}@^3`)).body.code).toBe(
      'component-not-found',
    );
    expect((await get(`/api/v1/components/resolve?reference=${name}@!`)).body.code).toBe('range-invalid');
    const at = `/api/v1/packages/${acme.id}/${name}/1.2.0`;
    expect(
      (await call(server, 'POST', `${at}/yank`, { token: acme.token, body: { reason: 'wrong sums' } })).body,
    ).toMatchObject({ yanked: true, yanked_reason: 'wrong sums' });
    expect(await resolve(name)).toBe('1.0.0');
    expect((await get(at)).status).toBe(200);
    expect((await call(server, 'DELETE', `${at}/yank`, { token: acme.token })).body.yanked).toBe(false);
    expect(await resolve(name)).toBe('1.2.0');
  });

  it('knows deprecated versions, and retired ones no more', async () => {
    const { manifest } = await published(one());
    const at = address(manifest);
    const post = (action: string) =>
      call(server, 'POST', `${at}/${action}`, { token: acme.token, body: { reason: 'old' } });
    expect((await post('deprecate')).body).toMatchObject({ deprecated: true, deprecated_reason: 'old' });
    const { body } = await get(at);
    expect((await post('retire')).body).toMatchObject({ retired: true });
    expect(await get(at)).toMatchObject({ status: 410, body: { code: 'version-gone' } });
    expect((await get(`/api/v1/manifests/${body.manifest_digest}`)).status).toBe(404);
    const again = { name: manifest.name!, components: [{ name: manifest.name! }] };
    expect(await publish(server, acme.token, await makePackage(acme, again))).toMatchObject({
      status: 403,
      body: { code: 'version-revoked' },
    });
    const other = await makePackage(acme, { ...again, manifest: { license: 'MIT' } });
    expect(await publish(server, acme.token, other)).toMatchObject({
      status: 409,
      body: { code: 'version-retired' },
    });
    const { body: trust } = await call(server, 'GET', '/api/v1/trust/keys.json');
    expect(trust.revoked_versions).toContainEqual(
      expect.objectContaining({ manifest_digest: body.manifest_digest }),
    );
  });

  it('lists packages page by page, the newest first', async () => {
    const org = await publisherOf(server, await newOrg(server));
    const names = [];
    for (let index = 0; index < 5; index++) names.unshift((await published(one(), org)).manifest.name);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await get(`/api/v1/packages?limit=2${cursor ? `&cursor=${cursor}` : ''}`, org.token);
      seen.push(
        ...page.body.items
          .filter((item: { namespace: string }) => item.namespace === org.id)
          .map((item: { name: string }) => item.name),
      );
      cursor = page.body.next_cursor;
    } while (cursor);
    expect(seen).toEqual(names);
  });
});

it('a component that does something else is another component', async () => {
  const options = one();
  await published(options);
  const next = await makePackage(acme, {
    ...options,
    version: '1.0.1',
    wasm: await constantTool('{"other":1}'),
  });
  expect((await publish(server, acme.token, next)).status).toBe(201);
});

function tarHeader(path: string, size: number, type = '0'): Buffer {
  const block = Buffer.alloc(512);
  block.write(path, 0, 100, 'latin1');
  block.write('0000644\0', 100);
  block.write('0000000\0', 108);
  block.write('0000000\0', 116);
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  block.write('00000000000\0', 136);
  block.write(type, 156);
  block.write('ustar\x0000', 257, 'latin1');
  block.fill(' ', 148, 156);
  block.write(
    `${block
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
  );
  return block;
}
