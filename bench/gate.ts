import { createPublicKey, verify as nodeVerify } from 'node:crypto';
import { verify as nobleVerify } from '@noble/ed25519';
import { canonicalBytes } from '@iceos/core/canonical';
import { digestOf, type Digest } from '@iceos/core/digest';
import { encodeBase64 } from '@iceos/core/encoding';
import { fingerprintOf } from '@iceos/core/keys';
import { signedView, type Manifest } from '@iceos/core/manifest';
import { parseVersion } from '@iceos/core/names';
import { SigningKey } from '@iceos/core/signing';
import { manifestMessage } from '@iceos/core/statement';
import type { TrustSnapshot } from '@iceos/core/trust';
import { LoadGate } from '@iceos/runtime/gate';
import { rate, type Figure } from './figures.js';

const ROOT_ID = 'bench';
const MANIFESTS = 300;

/** How many manifests a second the load gate admits, against the two signature checks that it cannot do without. */
export async function benchGate(): Promise<readonly Figure[]> {
  const key = SigningKey.generate('bench', 'manifest');
  const fingerprint = fingerprintOf(key.publicKey);
  const trust: TrustSnapshot = {
    rootId: ROOT_ID,
    rootVersion: 1,
    rootExpires: undefined,
    sequence: 1,
    keys: new Map([
      [
        fingerprint,
        {
          fingerprint,
          name: 'bench',
          publicKey: key.publicKey,
          namespaces: ['bench'],
          enrolled: 0,
          revoked: undefined,
        },
      ],
    ]),
    thresholds: new Map(),
    revokedVersions: new Map(),
    revokedNamespaces: new Map(),
  };
  const signed = Array.from({ length: MANIFESTS }, (_, index) => sign(key, fingerprint, index));
  const gate = () => new LoadGate({ trust: () => trust, policy: { iceosVersion: parseVersion('0.1.0') } });
  let next = 0;
  const turn = () => signed[next++ % signed.length] as (typeof signed)[number];
  const warm = gate();
  for (const { bytes } of signed) warm.admit(bytes);
  // A new gate has no memory: every admission is a whole one.
  const cold = await rate(MANIFESTS, () => gate().admit(turn().bytes));
  const again = await rate(20_000, () => warm.admit(signed[next++ % 200]?.bytes ?? new Uint8Array()));
  const publicKey = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(key.publicKey).toString('base64url') },
    format: 'jwk',
  });
  const node = await rate(2000, () => nodeVerify(null, turn().message, publicKey, turn().signature));
  const both = await rate(MANIFESTS, () => {
    const { message, signature } = turn();
    nodeVerify(null, message, publicKey, signature);
    nobleVerify(signature, message, key.publicKey, { zip215: false });
  });
  return [
    {
      name: 'gate: admit a manifest',
      value: cold,
      unit: '/s',
      peer: { name: 'node:crypto and noble, the signature alone', value: both },
    },
    {
      name: 'gate: admit one it has judged',
      value: again,
      unit: '/s',
      peer: { name: 'node:crypto, the signature alone', value: node },
    },
  ];
}

function sign(key: SigningKey, fingerprint: Digest, index: number) {
  const archive = digestOf(new TextEncoder().encode(`archive ${index}`));
  const file = digestOf(new TextEncoder().encode(`file ${index}`));
  const manifest: Manifest = {
    schema_version: 'plugins.v0',
    kind: 'kit',
    namespace: 'bench',
    name: 'bench',
    version: `1.0.${index}`,
    registry: ROOT_ID,
    key_fingerprint: fingerprint,
    artifact: { sha256: archive, size: 1000 },
    files: [{ path: 'tool.wasm', sha256: file, size: 1000, media_type: 'application/wasm' }],
    components: [
      {
        node_type: 'tool',
        name: 'bench_tool',
        description: 'Does nothing.',
        schema: { input: { type: 'object' }, output: { type: 'object' } },
        wasm: { path: 'tool.wasm', world: 'iceos:tool@0.1.0' },
      },
    ],
  };
  const digest = digestOf(signedView(manifest));
  const signature = key.signManifest(archive, digest);
  const value = encodeBase64(signature);
  const bytes = canonicalBytes({ ...manifest, signature: { algo: 'ed25519', value, public_key_id: key.id } });
  return { bytes, message: manifestMessage(archive, digest), signature };
}
