import { componentEmbed, componentNew, parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { writeArchive } from '@iceos/core/archive';
import { canonicalBytes, type Json } from '@iceos/core/canonical';
import { digestOf } from '@iceos/core/digest';
import { encodeBase64 } from '@iceos/core/encoding';
import { fingerprintOf } from '@iceos/core/keys';
import { signedView, type Manifest, type ManifestComponent } from '@iceos/core/manifest';
import { SigningKey } from '@iceos/core/signing';
import { witFor } from '@iceos/core/world';
import { call, type Answer, type TestOrg } from './api.js';
import type { SharedServer } from './shared-server.js';

/** A component of the tool world that answers every input with `text`, which must be JSON. */
export async function constantTool(text = '{"ok":true}'): Promise<Uint8Array> {
  const bytes = [...new TextEncoder().encode(text)]
    .map((byte) => `\\${byte.toString(16).padStart(2, '0')}`)
    .join('');
  const module = await parse(`(module
    (memory (export "memory") 1)
    (global $top (mut i32) (i32.const 32768))
    (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
      (local $at i32)
      (local.set $at (i32.and (i32.add (global.get $top) (i32.const 7)) (i32.const -8)))
      (global.set $top (i32.add (local.get $at) (local.get 3)))
      (local.get $at))
    (func (export "run") (param i32 i32) (result i32)
      (i32.store8 (i32.const 64) (i32.const 0))
      (i32.store (i32.const 68) (i32.const 1024))
      (i32.store (i32.const 72) (i32.const ${new TextEncoder().encode(text).length}))
      (i32.const 64))
    (data (i32.const 1024) "${bytes}"))`);
  const witSource = witFor('iceos:tool@0.1.0')['world.wit'] ?? '';
  return componentNew(await componentEmbed({ binary: module, witSource, world: 'tool' }), []);
}

/** An org that can publish: with an enrolled key. */
export interface Publisher extends TestOrg {
  readonly key: SigningKey;
  readonly registry: string;
}

/** Makes and enrols a key for `org`. */
export async function publisherOf(server: SharedServer, org: TestOrg, name = 'release'): Promise<Publisher> {
  const key = SigningKey.generate(name, 'manifest');
  const enrolled = await enrol(server, org.token, key);
  if (enrolled.status !== 201) throw new Error(`No key: ${JSON.stringify(enrolled.body)}`);
  const root = await call(server, 'GET', '/api/v1/trust/root.json');
  return { ...org, key, registry: root.body.id as string };
}

/** Enrols `key`, with whatever the proof is changed to. */
export async function enrol(
  server: SharedServer,
  token: string,
  key: SigningKey,
  change: Record<string, unknown> = {},
): Promise<Answer> {
  const { body } = await call(server, 'POST', '/api/v1/keys/challenges', { token });
  const publicKey = encodeBase64(key.publicKey);
  const statement: Json = {
    challenge: body.challenge,
    namespace: body.namespace,
    public_key: publicKey,
    purpose: 'manifest',
  };
  const proof = encodeBase64(key.signStatement('iceos-key-possession-v1', statement));
  return call(server, 'POST', '/api/v1/keys', {
    token,
    body: { name: key.name, public_key: publicKey, challenge_id: body.challenge_id, proof, ...change },
  });
}

export interface PackageOptions {
  readonly name?: string;
  readonly version?: string;
  readonly components?: readonly (Partial<ManifestComponent> & { name: string })[];
  /** Bytes of the component that every tool shares. */
  readonly wasm?: Uint8Array;
  readonly manifest?: Partial<Manifest>;
  /** Files besides the component. */
  readonly files?: Readonly<Record<string, Uint8Array>>;
}

export interface SignedPackage {
  readonly manifest: Manifest;
  readonly manifestBytes: Uint8Array;
  readonly archive: Uint8Array;
}

let shared: Promise<Uint8Array> | undefined;

/** A kit of one or more tools that share one component, signed by `publisher`. */
export async function makePackage(
  publisher: Publisher,
  options: PackageOptions = {},
): Promise<SignedPackage> {
  const wasm = options.wasm ?? (await (shared ??= constantTool()));
  const files = new Map<string, Uint8Array>([['tool.wasm', wasm], ...Object.entries(options.files ?? {})]);
  const archive = await writeArchive(files);
  const manifest: Manifest = {
    schema_version: 'plugins.v0',
    kind: 'kit',
    namespace: publisher.id,
    name: options.name ?? 'sample',
    version: options.version ?? '1.0.0',
    registry: publisher.registry,
    key_fingerprint: fingerprintOf(publisher.key.publicKey),
    artifact: { sha256: digestOf(archive), size: archive.length },
    files: [...files].map(([path, bytes]) => ({
      path,
      sha256: digestOf(bytes),
      size: bytes.length,
      media_type: path.endsWith('.wasm') ? 'application/wasm' : 'application/octet-stream',
    })),
    components: (options.components ?? [{ name: 'sample_tool' }]).map((component) => ({
      node_type: 'tool',
      version: '1.0.0',
      description: 'Answers always the same.',
      schema: { input: { type: 'object' }, output: { type: 'object' } },
      wasm: { path: 'tool.wasm', world: 'iceos:tool@0.1.0' },
      ...component,
    })),
    ...options.manifest,
  };
  return sign(publisher.key, manifest, archive);
}

/** Signs `manifest` for `archive`, without asking whether they fit. */
export function sign(key: SigningKey, manifest: Manifest, archive: Uint8Array): SignedPackage {
  const value = encodeBase64(key.signManifest(digestOf(archive), digestOf(signedView(manifest))));
  const signed = { ...manifest, signature: { algo: 'ed25519' as const, value, public_key_id: key.id } };
  return { manifest: signed, manifestBytes: canonicalBytes(signed), archive };
}

/** Sends a package to the registry by its public route. */
export async function publish(
  server: Pick<SharedServer, 'url'>,
  token: string,
  { manifest, manifestBytes, archive }: SignedPackage,
  { path, query = '' }: { path?: string; query?: string } = {},
): Promise<Answer> {
  const form = new FormData();
  form.set(
    'manifest',
    new Blob([Uint8Array.from(manifestBytes)], { type: 'application/json' }),
    'plugins.json',
  );
  form.set('archive', new Blob([Uint8Array.from(archive)], { type: 'application/gzip' }), 'package.ice.tgz');
  const response = await fetch(
    `${server.url}/api/v1/packages/${path ?? `${manifest.namespace}/${manifest.name}/${manifest.version}`}${query}`,
    {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: form,
    },
  );
  return { status: response.status, headers: response.headers, body: await response.json() };
}
