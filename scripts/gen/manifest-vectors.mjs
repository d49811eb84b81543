// test/conformance/vectors/manifest-rules.json: signed manifests for the rules of docs/spec/trust.md 1 that the load gate keeps,
// with the code it must give; and paths of files for 1.5. The signatures are made here, from fixed keys.
import canonicalize from 'canonicalize';
import { hex, keyOf, sha256, text } from '../vectors.mjs';

const key = keyOf(1);
const stranger = keyOf(2);
const ROOT_ID = 'root-1';
const tool = Buffer.from('a tool');
const archive = sha256('an archive');
const fingerprintOf = ({ publicKey }) => hex(sha256(publicKey));

const HONEST = {
  schema_version: 'plugins.v0',
  kind: 'kit',
  namespace: 'acme',
  name: 'sums',
  version: '1.2.0',
  registry: ROOT_ID,
  key_fingerprint: fingerprintOf(key),
  artifact: { sha256: hex(archive), size: 10 },
  files: [{ path: 'sum.wasm', sha256: hex(sha256(tool)), size: tool.length, media_type: 'application/wasm' }],
  components: [
    {
      node_type: 'tool',
      name: 'sum',
      schema: { input: { type: 'object' } },
      wasm: { path: 'sum.wasm', world: 'iceos:tool@0.1.0' },
    },
  ],
};

const utf8 = (value) => Buffer.from(canonicalize(value));
const join = (...parts) => new Uint8Array(Buffer.concat(parts.map((part) => Uint8Array.from(part))));
const manifestMessage = (view) => join(archive, sha256(utf8(view)));
const file = (path) => ({ ...HONEST.files[0], path });

/** `view` with a signature over `message`, in the form in which it is served. */
function signed(view, { signer = key, message = manifestMessage(view), value, beside = {} } = {}) {
  const base64 = value ?? Buffer.from(signer.sign(message)).toString('base64');
  const signature = { algo: 'ed25519', value: base64, public_key_id: 'acme' };
  return utf8({ ...view, ...beside, signature });
}

const changed = (overrides) => signed({ ...HONEST, ...overrides });
const without = (member) =>
  signed(Object.fromEntries(Object.entries(HONEST).filter(([name]) => name !== member)));
/** Signed as it should be, then changed. */
const altered = (change) => utf8(change(JSON.parse(signed(HONEST).toString())));
const valueOf = (alter) =>
  altered(({ signature, ...rest }) => ({
    ...rest,
    signature: { ...signature, value: alter(signature.value) },
  }));
const rawSignature = Buffer.from(key.sign(manifestMessage(HONEST)));

/** Paragraph, rule, manifest as it is served, what the gate says. */
const MANIFESTS = [
  ['1.1', 'signed: the digest of the archive, then that of the signed view', signed(HONEST), 'ok'],
  [
    '1.1',
    'the digests the other way round',
    signed(HONEST, { message: join(sha256(utf8(HONEST)), archive) }),
    'signature-invalid',
  ],
  [
    '1.1',
    'the digests in hexadecimal',
    signed(HONEST, { message: Buffer.from(hex(manifestMessage(HONEST))) }),
    'signature-invalid',
  ],
  [
    '1.1',
    'the digest of the view alone',
    signed(HONEST, { message: sha256(utf8(HONEST)) }),
    'signature-invalid',
  ],
  [
    '1.1',
    'a digest of both digests',
    signed(HONEST, { message: sha256(manifestMessage(HONEST)) }),
    'signature-invalid',
  ],
  [
    '1.1',
    'a statement with the label of a possession',
    signed(HONEST, { message: join(Buffer.from('iceos-key-possession-v1\n'), manifestMessage(HONEST)) }),
    'signature-invalid',
  ],
  [
    '1.1',
    'a text that begins with a label and has 64 bytes',
    signed(HONEST, { message: Buffer.from('iceos-key-possession-v1\n'.padEnd(64, 'x')) }),
    'signature-invalid',
  ],
  [
    '1.1',
    'another archive named than was signed',
    altered((it) => ({ ...it, artifact: { ...it.artifact, sha256: hex(sha256('another')) } })),
    'signature-invalid',
  ],
  ['1.2', 'evidence, which is outside the signed view', signed(HONEST, { beside: { evidence: {} } }), 'ok'],
  ['1.2', 'a member added after signing', altered((it) => ({ ...it, license: 'MIT' })), 'signature-invalid'],
  [
    '1.2',
    'a member taken away after signing',
    altered(({ kind: _kind, ...it }) => it),
    'manifest-incomplete',
  ],
  ['1.2', 'a newline behind the document', join(signed(HONEST), Buffer.from('\n')), 'manifest-not-canonical'],
  [
    '1.2',
    'members in the order in which they were written',
    Buffer.from(JSON.stringify(JSON.parse(signed(HONEST)), Object.keys(HONEST).concat('signature'))),
    'manifest-not-canonical',
  ],
  [
    '1.3',
    'a member named __proto__',
    Buffer.from(signed(HONEST).toString().replace('{', '{"__proto__":{},')),
    'manifest-not-canonical',
  ],
  [
    '1.3',
    'a member that stands twice',
    Buffer.from(signed(HONEST).toString().replace('"kind":"kit"', '"kind":"kit","kind":"kit"')),
    'manifest-not-canonical',
  ],
  [
    '1.3',
    'a size of 10.0',
    Buffer.from(signed(HONEST).toString().replace('"size":10', '"size":10.0')),
    'manifest-not-canonical',
  ],
  ['1.4', 'no signature', utf8(HONEST), 'signature-missing'],
  [
    '1.4',
    'a signature of 63 bytes',
    signed(HONEST, { value: rawSignature.subarray(0, 63).toString('base64') }),
    'manifest-invalid',
  ],
  [
    '1.4',
    'a signature of 65 bytes',
    signed(HONEST, {
      value: Buffer.from(join(rawSignature, [0])).toString('base64'),
    }),
    'signature-invalid',
  ],
  ['1.4', 'a signature without padding', valueOf((value) => value.replace(/=+$/, '')), 'manifest-invalid'],
  ['1.4', 'a signature with a newline behind', valueOf((value) => `${value}\n`), 'manifest-invalid'],
  [
    '1.4',
    'a signature in the alphabet of URLs',
    valueOf((value) => `-_${value.slice(2)}`),
    'signature-invalid',
  ],
  [
    '1.4',
    'a signature with bits behind the last byte',
    valueOf((value) => `${value.slice(0, -3)}${after(value.at(-3))}==`),
    'signature-invalid',
  ],
  [
    '1.4',
    'a digest in upper case',
    changed({ artifact: { sha256: hex(archive).toUpperCase(), size: 10 } }),
    'manifest-invalid',
  ],
  [
    '1.5',
    'two files with paths that differ by case',
    changed({ files: [file('Sum.wasm'), file('sum.wasm')] }),
    'manifest-invalid',
  ],
  [
    '1.5',
    'a file that stands twice',
    changed({ files: [file('sum.wasm'), file('sum.wasm')] }),
    'manifest-invalid',
  ],
  [
    '1.5',
    'a file above the package',
    changed({ files: [file('../sum.wasm'), file('sum.wasm')] }),
    'manifest-invalid',
  ],
  ['1.6', 'no namespace', without('namespace'), 'manifest-incomplete'],
  ['1.6', 'no name', without('name'), 'manifest-incomplete'],
  ['1.6', 'no version', without('version'), 'manifest-incomplete'],
  ['1.6', 'no kind', without('kind'), 'manifest-incomplete'],
  [
    '1.6',
    'a namespace that the key may not sign for',
    changed({ namespace: 'other' }),
    'key-not-for-namespace',
  ],
  ['1.6', 'another registry', changed({ registry: 'root-2' }), 'policy-refused'],
  ['1.6', 'signed by another key than it names', signed(HONEST, { signer: stranger }), 'signature-invalid'],
  [
    '1.6',
    'a key that is not enrolled',
    signed({ ...HONEST, key_fingerprint: fingerprintOf(stranger) }, { signer: stranger }),
    'key-unknown',
  ],
  [
    '1.6',
    'evidence required that is not there',
    changed({ required_evidence: ['inclusion-proof'] }),
    'evidence-missing',
  ],
  ['1.7', 'an unknown member', changed({ surprise: 1 }), 'manifest-invalid'],
  [
    '1.7',
    'an unknown member of a component',
    changed({ components: [{ ...HONEST.components[0], surprise: 1 }] }),
    'manifest-invalid',
  ],
  [
    '1.7',
    'a component whose file is not listed',
    changed({
      components: [{ ...HONEST.components[0], wasm: { path: 'other.wasm', world: 'iceos:tool@0.1.0' } }],
    }),
    'manifest-invalid',
  ],
  [
    '1.7',
    'a reference to no schema',
    changed({ components: [{ ...HONEST.components[0], schema: { input: { $ref: '#/schemas/None' } } }] }),
    'manifest-invalid',
  ],
];

function after(letter) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  return alphabet[alphabet.indexOf(letter) + 1];
}

/** Rule, path, whether it may name a file of a package (1.5). */
const PATHS = [
  ['a file', 'plugin/a.wasm', true],
  ['letters, digits and _ . + @ -', 'a_b/C-1.2+x@y', true],
  ['200 characters', 'a'.repeat(200), true],
  ['nothing', '', false],
  ['201 characters', 'a'.repeat(201), false],
  ['absolute', '/etc/passwd', false],
  ['a parent', '../a', false],
  ['a parent in the middle', 'a/../b', false],
  ['the folder itself', './a', false],
  ['two slashes', 'a//b', false],
  ['a slash behind', 'a/', false],
  ['a backslash', 'a\\b', false],
  ['a drive', 'C:/a', false],
  ['a hidden file', '.npmrc', false],
  ['a dot behind', 'a.', false],
  ['a space', 'a b', false],
  ['U+0000', 'a\u0000b', false],
  ['a letter beyond ASCII', 'ä', false],
  ['a device name', 'nul', false],
  ['a device name with an ending', 'sub/COM1.txt', false],
  ['an option', '-rf', false],
];

export default function* () {
  const content = {
    source: 'Made by scripts/gen/manifest-vectors.mjs from docs/spec/trust.md 1',
    trust: { root: ROOT_ID, public_key: hex(key.publicKey), namespaces: ['acme'] },
    manifests: MANIFESTS.map(([paragraph, rule, bytes, code]) => ({
      paragraph,
      rule,
      input: hex(bytes),
      code,
    })),
    paths: PATHS.map(([rule, path, ok]) => ({ paragraph: '1.5', rule, path, ok })),
  };
  yield ['test/conformance/vectors/manifest-rules.json', text(content)];
}
