// test/conformance/vectors/evidence-rules.json: evidence documents with each rule of docs/spec/trust.md 4 kept and broken
// once, and the verdict that every verifier must give. The verdicts stand here; the spec and the second verifier compare.
import {
  acceptanceOf,
  AUTHOR,
  base64,
  checkpointOf,
  cosigned,
  evidenceWith,
  keysWith,
  MANIFEST,
  MANIFEST_DIGEST,
  print,
  ROOT,
  stranger,
  timeOf,
} from '../evidence-log.mjs';
import { hex, sha256, text } from '../vectors.mjs';

const USUAL = await evidenceWith();
const [VERSION, SNAPSHOT] = [USUAL.records[3], USUAL.records[5]];
const INVALID = 'evidence-invalid';

/** The usual document with one change. */
function changed(change) {
  const document = structuredClone(USUAL.document);
  change(document);
  return document;
}

const withStatement = (envelope) => changed((document) => (document.statements = [envelope]));
const withCheckpoint = (change) => changed((document) => (document.checkpoint = change(document.checkpoint)));
const flip = (encoded) => {
  const bytes = Buffer.from(encoded, 'base64');
  bytes[0] ^= 1;
  return base64(bytes);
};

/** Paragraph, rule, document, verdict: the index of the record, or the code; and the list of keys, where it is another. */
const CASES = [
  ['4.2', 'everything as it should be', USUAL.document, 3],
  ['4.4', 'no snapshot, which only proves less', changed((document) => delete document.snapshot), 3],
  ['4.1', 'no acceptance, which only proves less', changed((document) => (document.statements = [])), 3],
  ['4.3', 'a checkpoint that a witness cosigned', withCheckpoint(cosigned), 3],
  [
    '4.3',
    'a cosignature of somebody who is no witness',
    withCheckpoint((note) => cosigned(note, stranger)),
    INVALID,
  ],
  ['4.3', 'a witness that cosigned twice', withCheckpoint((note) => cosigned(cosigned(note))), INVALID],
  ['4.2', 'a further member', changed((document) => (document.more = true)), INVALID],
  [
    '4.2',
    'another form of the document',
    changed((document) => (document.schema_version = 'evidence.v1')),
    INVALID,
  ],
  ['4.2', 'another registry', changed((document) => (document.registry = 'iceos-elsewhere')), INVALID],
  ...['namespace', 'name', 'version'].map((member) => [
    '4.2',
    `a record that is proved, and is about another ${member}`,
    undefined,
    INVALID,
    undefined,
    { version: { [member]: member === 'version' ? '2.0.0' : 'else' } },
  ]),
  ...['manifest_digest', 'archive_digest', 'key_fingerprint'].map((member) => [
    '4.2',
    `a record that is proved, and names another ${member}`,
    undefined,
    INVALID,
    undefined,
    { version: { [member]: hex(sha256('else')) } },
  ]),
  ['4.2', 'the record of another package, proved', undefined, INVALID, undefined, { index: 2 }],
  ['4.2', 'a record that is not in the log', changed(({ record: item }) => (item.time = timeOf(4))), INVALID],
  ['4.2', 'a record with a further member', changed(({ record: item }) => (item.more = 1)), INVALID],
  ['4.2', 'a record of another type', changed((document) => (document.record = SNAPSHOT)), INVALID],
  ['4.2', 'a proof of another index', changed(({ inclusion }) => (inclusion.index = 2)), INVALID],
  ['4.2', 'a proof for another size', changed(({ inclusion }) => (inclusion.size = 5)), INVALID],
  ['4.2', 'a proof one too short', changed(({ inclusion }) => inclusion.proof.pop()), INVALID],
  [
    '4.2',
    'a proof one too long',
    changed(({ inclusion }) => inclusion.proof.push(base64(new Uint8Array(32)))),
    INVALID,
  ],
  [
    '4.2',
    'a proof with one bit changed',
    changed(({ inclusion }) => (inclusion.proof[0] = flip(inclusion.proof[0]))),
    INVALID,
  ],
  [
    '1.4',
    'a hash in another alphabet',
    changed(({ inclusion }) => (inclusion.proof[0] = `${inclusion.proof[0].slice(0, -1)}`)),
    INVALID,
  ],
  [
    '4.2',
    'a checkpoint of a stranger',
    changed((document) => (document.checkpoint = checkpointOf(USUAL.head, stranger))),
    INVALID,
  ],
  [
    '4.2',
    'a checkpoint of another log',
    undefined,
    INVALID,
    undefined,
    { origin: 'iceos-elsewhere-all/log' },
  ],
  [
    '4.2',
    'a checkpoint with another size',
    withCheckpoint((note) => note.replace('\n6\n', '\n7\n')),
    INVALID,
  ],
  [
    '4.2',
    'a checkpoint with an extension line',
    withCheckpoint((note) => note.replace('\n\n', '\nmore\n\n')),
    INVALID,
  ],
  [
    '4.2',
    'a checkpoint that nobody signed',
    withCheckpoint((note) => note.slice(0, note.indexOf('\n\n') + 2)),
    INVALID,
  ],
  ['4.2', 'a checkpoint with white space', withCheckpoint((note) => `${note}\n`), INVALID],
  ['4.1', 'an acceptance by a stranger', withStatement(acceptanceOf(VERSION, {}, stranger)), INVALID],
  ['4.1', 'an acceptance of another version', withStatement(acceptanceOf(USUAL.records[2])), INVALID],
  [
    '4.1',
    'an acceptance of another record',
    withStatement(acceptanceOf(VERSION, { record: hex(sha256('else')) })),
    INVALID,
  ],
  [
    '4.1',
    'an acceptance at another time',
    withStatement(acceptanceOf(VERSION, { acceptedAt: timeOf(9) })),
    INVALID,
  ],
  [
    '4.1',
    'an acceptance of another registry',
    withStatement(acceptanceOf(VERSION, { registry: 'iceos-elsewhere' })),
    INVALID,
  ],
  [
    '4.1',
    'an acceptance of another type',
    changed(({ statements: [first] }) => (first.payloadType = 'text/plain')),
    INVALID,
  ],
  [
    '4.1',
    'an acceptance with one bit of its signature changed',
    changed(({ statements: [first] }) => (first.signatures[0].sig = flip(first.signatures[0].sig))),
    INVALID,
  ],
  ['4.4', 'a snapshot that is none', changed(({ snapshot }) => (snapshot.record = VERSION)), INVALID],
  [
    '4.4',
    'a snapshot that is not in the log',
    changed(({ snapshot }) => (snapshot.record.packages = 4)),
    INVALID,
  ],
  [
    '4.4',
    'a snapshot with another proof',
    changed(({ snapshot }) => (snapshot.proof[0] = flip(snapshot.proof[0]))),
    INVALID,
  ],
  ['4.4', 'a map without its last page', changed(({ snapshot }) => snapshot.pages.pop()), INVALID],
  [
    '4.4',
    'a map with a page too many',
    changed(({ snapshot }) => snapshot.pages.push({ branch: {} })),
    INVALID,
  ],
  [
    '4.4',
    'a map that says something else',
    changed(({ snapshot }) => (snapshot.pages.at(-1).leaf.latest = '9.0.0')),
    INVALID,
  ],
  ['4.4', 'a map that does not know the package', undefined, INVALID, undefined, { listed: false }],
  ['4.4', 'keys that are older than the snapshot says', USUAL.document, 'rollback', { sequence: 8 }],
  ['4.4', 'keys that are newer than the snapshot says', USUAL.document, 3, { sequence: 10 }],
  [
    '3.3',
    'a key that was enrolled after the record',
    USUAL.document,
    'key-unknown',
    { keys: [{ ...AUTHOR, enrolled: 4 }] },
  ],
  [
    '3.4',
    'a key that was ended after the record',
    USUAL.document,
    3,
    { keys: [{ ...AUTHOR, revoked: { sequence: 4, reason: 'lost' } }] },
  ],
  [
    '3.4',
    'a key that was ended before the record',
    USUAL.document,
    'key-revoked',
    { keys: [{ ...AUTHOR, revoked: { sequence: 3, reason: 'lost' } }] },
  ],
  [
    '3.4',
    'a version that was revoked',
    USUAL.document,
    'version-revoked',
    { revoked_versions: [{ manifest_digest: MANIFEST_DIGEST, sequence: 7 }] },
  ],
  [
    '3.4',
    'a namespace that was revoked before the record',
    USUAL.document,
    'version-revoked',
    { revoked_namespaces: [{ namespace: 'acme', sequence: 2, reason: 'over' }] },
  ],
  [
    '3.4',
    'a namespace that was revoked after the record',
    USUAL.document,
    3,
    { revoked_namespaces: [{ namespace: 'acme', sequence: 8, reason: 'over' }] },
  ],
];

export default async function* generate() {
  const cases = [];
  for (const [paragraph, rule, document, verdict, keys, log] of CASES)
    cases.push({
      paragraph,
      rule,
      evidence: print(document ?? (await evidenceWith(log)).document),
      ...(keys ? { keys: print(keysWith(keys)) } : {}),
      verdict,
    });
  const [canonicalCase] = cases;
  cases.push({
    ...canonicalCase,
    paragraph: '1.3',
    rule: 'white space',
    evidence: `${canonicalCase.evidence}\n`,
    verdict: INVALID,
  });
  const vectors = { roots: [print(ROOT)], keys: print(keysWith()), manifest: print(MANIFEST), cases };
  yield ['test/conformance/vectors/evidence-rules.json', text(vectors)];
}
