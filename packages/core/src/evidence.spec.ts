import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalBytes } from './canonical.js';
import { signCheckpoint } from './checkpoint.js';
import { digestOf } from './digest.js';
import { signAcceptance, type Envelope } from './dsse.js';
import { decodeBase64, encodeBase64 } from './encoding.js';
import {
  proveStanding,
  verifyEvidence,
  type EvidenceContext,
  type EvidenceSubject,
  type RememberedLog,
  type StandingDocument,
} from './evidence.js';
import { admitManifest, type EvidenceTerms } from './gate.js';
import { fingerprintOf } from './keys.js';
import { signedView, type Manifest } from './manifest.js';
import { consistencyProof, growLog, inclusionProof, tilePath, type Hash, type TileReader } from './log.js';
import { readLogRecord, recordDigest, recordLeaf, type LogRecord, type VersionRecord } from './log-record.js';
import { verifySignature } from './signature.js';
import { SigningKey } from './signing.js';
import type { TrustSnapshot } from './trust.js';
import { PackageMap, verifyMapAnswer, type PackageLeaf } from './verifiable-map.js';

const ROOT_ID = 'iceos-0123456789abcdef';
const ORIGIN = `${ROOT_ID}/log`;
const logKey = SigningKey.generate('instance-log', 'log');
const receiptKey = SigningKey.generate('instance-receipt', 'receipt');
const named = ({ name, publicKey }: SigningKey) => new Map([[fingerprintOf(publicKey), { name, publicKey }]]);
const TRUST: TrustSnapshot = {
  rootId: ROOT_ID,
  rootVersion: 1,
  rootExpires: undefined,
  sequence: 0,
  keys: new Map(),
  thresholds: new Map(),
  revokedVersions: new Map(),
  revokedNamespaces: new Map(),
  log: { origin: ORIGIN, keys: named(logKey) },
  receipts: named(receiptKey),
};
const START = Date.parse('2026-03-01T12:00:00.000Z');
const digest = (text: string) => digestOf(new TextEncoder().encode(text));
const timeOf = (index: number) => new Date(START + index * 1000).toISOString();

const SUBJECT: EvidenceSubject = {
  namespace: 'acme',
  name: 'sums',
  version: '1.0.0',
  manifestDigest: digest('manifest'),
  archiveDigest: digest('archive'),
  keyFingerprint: digest('key'),
};

function versionRecord(index: number, subject: EvidenceSubject = SUBJECT): VersionRecord {
  return {
    schema_version: 'log-record.v0',
    index,
    time: timeOf(index),
    type: 'version',
    namespace: subject.namespace,
    name: subject.name,
    version: subject.version,
    manifest_digest: subject.manifestDigest,
    archive_digest: subject.archiveDigest,
    key_fingerprint: subject.keyFingerprint,
    decision: 'accepted',
    previous: null,
  };
}

/** A log of `size` records: the root, other versions, the subject at `at`, and the snapshot as the last one. */
class Log {
  readonly tiles = new Map<string, Uint8Array>();
  readonly records: LogRecord[] = [];
  readonly map = new PackageMap(undefined, async () => Promise.reject(new Error('every page is at hand')));
  root: Hash = new Uint8Array(32);

  readonly read: TileReader = async (tile) => this.tiles.get(tilePath(tile)) as Uint8Array;

  async append(...records: LogRecord[]): Promise<void> {
    const grown = await growLog(this.records.length, records.map(recordLeaf), this.read);
    for (const tile of grown.tiles) this.tiles.set(tilePath(tile), tile.bytes);
    this.records.push(...records);
    this.root = grown.root;
  }

  async batch(...subjects: EvidenceSubject[]): Promise<this> {
    const first = this.records.length;
    const records = subjects.map((subject, at) => versionRecord(first + at, subject));
    for (const record of records)
      await this.map.set({
        package: `${record.namespace}/${record.name}`,
        latest: record.version,
        status: 'active',
        record: recordDigest(record),
      });
    const index = first + records.length;
    const time = timeOf(index);
    const map_root = this.map.root;
    await this.append(...records, {
      schema_version: 'log-record.v0',
      index,
      time,
      type: 'snapshot',
      map_root,
      packages: 1,
    });
    return this;
  }

  async evidence(index: number, place = 'acme/sums'): Promise<Record<string, unknown>> {
    const record = this.records[index] as VersionRecord;
    const size = this.records.length;
    const head = { origin: ORIGIN, size, root: this.root };
    const proof = async (at: number) => (await inclusionProof(at, size, this.read)).map(encodeBase64);
    const pages = (await this.map.path(place)).map((bytes) => JSON.parse(new TextDecoder().decode(bytes)));
    return {
      schema_version: 'evidence.v0',
      registry: ROOT_ID,
      record,
      inclusion: { index, size, proof: await proof(index) },
      checkpoint: signCheckpoint(head, logKey),
      snapshot: { record: this.records.at(-1), proof: await proof(size - 1), pages },
      statements: [statement(record)],
    };
  }

  remembered(earlier: RememberedLog['earlier'] = new Map()): RememberedLog {
    return { size: this.records.length, root: this.root, earlier };
  }
}

function statement(record: VersionRecord): Envelope {
  const { namespace, name, version } = record;
  return signAcceptance(
    {
      coordinates: { namespace, name, version },
      manifestDigest: record.manifest_digest,
      archiveDigest: record.archive_digest,
      registry: ROOT_ID,
      index: record.index,
      record: recordDigest(record),
      acceptedAt: record.time,
      keyFingerprint: record.key_fingerprint,
      policy: [{ rule: 'signature', result: 'accepted' }],
    },
    receiptKey,
  );
}

const other = (name: string): EvidenceSubject => ({
  ...SUBJECT,
  name,
  manifestDigest: digest(name),
});

async function logOf(): Promise<Log> {
  const log = new Log();
  await log.append({
    schema_version: 'log-record.v0',
    index: 0,
    time: timeOf(0),
    type: 'root',
    version: 1,
    digest: digest('root'),
  });
  return log.batch(other('a'), SUBJECT, other('b'), other('c'));
}

const verdicts = new Map<string, boolean>();

/** The real verdict, asked once for the same signature: thousands of documents here differ in other bytes. */
const verify: typeof verifySignature = (input) => {
  const id = [input.publicKey, input.message, input.signature].map(encodeBase64).join(' ');
  const verdict = verdicts.get(id) ?? verifySignature(input);
  verdicts.set(id, verdict);
  return verdict;
};

function judge(document: unknown, overrides: Partial<EvidenceContext> = {}, subject = SUBJECT): string {
  const bytes = document instanceof Uint8Array ? document : canonicalBytes(document);
  const now = new Date(START + 60_000);
  try {
    verifyEvidence(bytes, subject, {
      trust: TRUST,
      verify,
      now,
      required: [],
      ...overrides,
    });
    return 'ok';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

describe('evidence (docs/spec/trust.md 4)', () => {
  it('proves the index, the first time, the latest version and the grade', async () => {
    const log = await logOf();
    const proved = verifyEvidence(canonicalBytes(await log.evidence(2)), SUBJECT, {
      trust: TRUST,
      verify: verifySignature,
      now: new Date(START + 60_000),
      required: ['log', 'acceptance', 'snapshot'],
    });
    expect(proved).toMatchObject({
      index: 2,
      firstSeen: timeOf(2),
      latest: '1.0.0',
      status: 'active',
      grade: 'live',
      checkpoint: { size: 6, witnessed: false },
    });
  });

  it('refuses every changed byte', async () => {
    const bytes = canonicalBytes(await (await logOf()).evidence(2));
    const accepted: number[] = [];
    for (let at = 0; at < bytes.length; at++) {
      const changed = Uint8Array.from(bytes);
      changed[at] = (changed[at] as number) ^ 1;
      const code = judge(changed, { required: ['log', 'acceptance', 'snapshot'] });
      if (code !== 'evidence-invalid' && code !== 'evidence-missing') accepted.push(at);
    }
    expect(accepted).toEqual([]);
  });

  it('refuses a record that is proved but is not the one that is used', async () => {
    const log = await logOf();
    const evidence = await log.evidence(2);
    expect(judge(evidence)).toBe('ok');
    for (const changed of [
      { namespace: 'acne' },
      { name: 'sum' },
      { version: '1.0.1' },
      { manifestDigest: digest('another manifest') },
      { archiveDigest: digest('another archive') },
      { keyFingerprint: digest('another key') },
    ])
      expect(judge(evidence, {}, { ...SUBJECT, ...changed })).toBe('evidence-invalid');
    // Another version of the same log, complete and proved.
    expect(judge(await log.evidence(3, 'acme/b'), {}, other('b'))).toBe('ok');
    expect(judge(await log.evidence(3, 'acme/b'))).toBe('evidence-invalid');
    // This record with the statement about another one, and with the answer about another package.
    expect(judge({ ...evidence, statements: [statement(log.records[3] as VersionRecord)] })).toBe(
      'evidence-invalid',
    );
    expect(judge(await log.evidence(2, 'acme/b'))).toBe('evidence-invalid');
    expect(judge(await log.evidence(2, 'acme/nothing'))).toBe('evidence-invalid');
  });

  it.each<[string, (evidence: Record<string, unknown>) => unknown]>([
    ['snapshot', ({ snapshot: _snapshot, ...rest }) => rest],
    ['acceptance', (evidence) => ({ ...evidence, statements: [] })],
    ['witness', (evidence) => evidence],
    ['something unheard of', (evidence) => evidence],
  ])('that lacks what is required (%s) is missing', async (kind, strip) => {
    const stripped = strip(await (await logOf()).evidence(2));
    expect(judge(stripped)).toBe('ok');
    expect(judge(stripped, { required: ['log', kind] })).toBe('evidence-missing');
  });

  it('of an older tree is a rollback, of another tree a fork, of a newer one needs its history', async () => {
    const log = await logOf();
    const old = await log.evidence(2);
    const earlier = log.remembered();
    await log.batch(other('d'));
    const newer = await log.evidence(2);
    const consistency = await consistencyProof(6, 8, log.read);
    expect(judge(old, { remembered: log.remembered() })).toBe('rollback');
    expect(judge(old, { remembered: log.remembered(new Map([[6, encodeBase64(earlier.root)]])) })).toBe('ok');
    expect(judge(old, { remembered: log.remembered(new Map([[6, encodeBase64(log.root)]])) })).toBe(
      'evidence-invalid',
    );
    expect(judge(newer, { remembered: log.remembered() })).toBe('ok');
    expect(judge(newer, { remembered: earlier })).toBe('evidence-missing');
    expect(judge(newer, { remembered: earlier, consistency })).toBe('ok');
    for (const at of consistency.keys()) {
      const changed = consistency.with(at, digestBytes(at));
      expect(judge(newer, { remembered: earlier, consistency: changed })).toBe('evidence-invalid');
    }
    const fork = await (await logOf()).batch(other('e'));
    expect(judge(await fork.evidence(2), { remembered: log.remembered() })).toBe('evidence-invalid');
    expect(judge(await fork.evidence(2), { remembered: { ...earlier, root: fork.root }, consistency })).toBe(
      'evidence-invalid',
    );
  });

  it.each<[after: number, freshness: 'live' | 'aged', code: string]>([
    [23 * 3600, 'live', 'ok'],
    [25 * 3600, 'live', 'stale'],
    [25 * 3600, 'aged', 'ok'],
    [31 * 86_400, 'aged', 'stale'],
    [-3600, 'aged', 'stale'],
  ])('of %i seconds ago, where it must be %s: %s', async (after, freshness, code) => {
    const evidence = await (await logOf()).evidence(2);
    const now = new Date(START + 5000 + after * 1000);
    expect(judge(evidence, { now, freshness })).toBe(code);
    expect(judge(evidence, { now })).toBe('ok');
  });

  it('is not fresh by a clock that was set back behind what was accepted before', async () => {
    const log = await logOf();
    const remembered = { ...log.remembered(), time: START + 60 * 86_400_000 };
    expect(judge(await log.evidence(2), { remembered, freshness: 'aged' })).toBe('stale');
  });

  it.each<[string, Partial<TrustSnapshot>]>([
    ['another registry', { rootId: 'iceos-fedcba9876543210' }],
    ['a log without trusted keys', { log: { origin: ORIGIN, keys: named(receiptKey) } }],
    ['another log', { log: { origin: 'iceos-fedcba9876543210/log', keys: named(logKey) } }],
    ['statements by a stranger', { receipts: named(logKey) }],
  ])('of %s is refused', async (_what, trust) => {
    expect(judge(await (await logOf()).evidence(2), { trust: { ...TRUST, ...trust } })).toBe(
      'evidence-invalid',
    );
  });
});

describe('how a package stands (docs/spec/trust.md 4.4)', () => {
  async function shown(place: string, by?: Log): Promise<StandingDocument> {
    const log = by ?? (await logOf());
    const { checkpoint, snapshot } = await log.evidence(2, place);
    return { checkpoint, snapshot } as StandingDocument;
  }
  const proved = (document: StandingDocument, place: string, trust = TRUST) => {
    try {
      const { leaf, asOf, checkpoint } = proveStanding(document, place, { trust, verify });
      return { latest: leaf?.latest, asOf, size: checkpoint.size };
    } catch (error) {
      return (error as { code?: string }).code ?? String(error);
    }
  };

  it('is proved of a package that is there and of one that is not', async () => {
    const asOf = timeOf(5);
    expect(proved(await shown('acme/sums'), 'acme/sums')).toEqual({ latest: '1.0.0', asOf, size: 6 });
    expect(proved(await shown('acme/nothing'), 'acme/nothing')).toEqual({ latest: undefined, asOf, size: 6 });
  });

  it('is proved of no other package, by no other log, and by no tree but the one that was signed', async () => {
    expect(proved(await shown('acme/sums'), 'acme/b')).toBe('evidence-invalid');
    expect(proved(await shown('acme/b'), 'acme/sums')).toBe('evidence-invalid');
    const log = await logOf();
    const early = await shown('acme/late', log);
    await log.batch(other('late'));
    const { checkpoint } = await shown('acme/late', log);
    expect(proved(await shown('acme/late', log), 'acme/late')).toMatchObject({ latest: '1.0.0' });
    expect(proved({ ...early, checkpoint }, 'acme/late')).toBe('evidence-invalid');
    const stranger = signCheckpoint(
      { origin: ORIGIN, size: 6, root: log.root },
      SigningKey.generate('x', 'log'),
    );
    expect(proved({ ...early, checkpoint: stranger }, 'acme/late')).toBe('evidence-invalid');
  });

  it('is refused with any byte changed', async () => {
    const document = await shown('acme/nothing');
    const text = new TextDecoder().decode(canonicalBytes(document));
    const accepted: number[] = [];
    for (let at = 0; at < text.length; at++) {
      const changed = text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1);
      let value: StandingDocument;
      try {
        value = JSON.parse(changed) as StandingDocument;
      } catch {
        continue;
      }
      if (!value.snapshot?.record || !value.snapshot.proof || !value.snapshot.pages || !value.checkpoint)
        continue;
      if (proved(value, 'acme/nothing') !== 'evidence-invalid') accepted.push(at);
    }
    expect(accepted).toEqual([]);
  });
});

describe('the gate with evidence', () => {
  const publisher = SigningKey.generate('acme', 'manifest');
  const manifest: Manifest = {
    schema_version: 'plugins.v0',
    kind: 'kit',
    namespace: 'acme',
    name: 'sums',
    version: '1.0.0',
    registry: ROOT_ID,
    key_fingerprint: fingerprintOf(publisher.publicKey),
    artifact: { sha256: digest('archive'), size: 7 },
    files: [{ path: 'sum.wasm', sha256: digest('component'), size: 9, media_type: 'application/wasm' }],
    components: [
      {
        node_type: 'tool',
        name: 'sum',
        version: '1.0.0',
        wasm: { path: 'sum.wasm', world: 'iceos:tool@0.1.0' },
      },
    ],
    required_evidence: ['log', 'acceptance', 'snapshot'],
  };
  const used: EvidenceSubject = {
    ...SUBJECT,
    manifestDigest: digestOf(signedView(manifest)),
    keyFingerprint: fingerprintOf(publisher.publicKey),
  };
  const bytes = canonicalBytes({
    ...manifest,
    signature: {
      algo: 'ed25519',
      value: encodeBase64(publisher.signManifest(used.archiveDigest, used.manifestDigest)),
      public_key_id: publisher.id,
    },
  });

  function admit(
    evidence: { sequence?: number; document?: Record<string, unknown> },
    revokedFrom?: number,
    terms: EvidenceTerms = { now: new Date(START + 60_000) },
    enrolled = 0,
  ): string | number | undefined {
    const { name, publicKey } = publisher;
    const fingerprint = fingerprintOf(publicKey);
    const revoked = revokedFrom === undefined ? undefined : { sequence: revokedFrom, reason: 'lost' };
    const namespaces = ['acme'];
    const keys = new Map([[fingerprint, { fingerprint, name, publicKey, namespaces, enrolled, revoked }]]);
    const { document, ...claimed } = evidence;
    const given = { ...claimed, ...(document ? { document: canonicalBytes(document) } : {}) };
    try {
      return admitManifest(bytes, given, { ...TRUST, keys }, verifySignature, terms).proved?.index;
    } catch (error) {
      return (error as { code?: string }).code ?? String(error);
    }
  }

  it('admits what the evidence proves, at the index that it proves, whatever is claimed', async () => {
    const log = await (await logOf()).batch(used);
    const document = await log.evidence(6);
    expect(admit({ document })).toBe(6);
    expect(admit({ document, sequence: 1 }, 7)).toBe(6);
    expect(admit({ document, sequence: 1 }, 6)).toBe('key-revoked');
    expect(admit({ document, sequence: 1 }, 3)).toBe('key-revoked');
    expect(admit({ document, sequence: 9 }, undefined, undefined, 7)).toBe('key-unknown');
  });

  it('refuses evidence that is stripped, of another version, rolled back or too old', async () => {
    const log = await (await logOf()).batch(used);
    const document = await log.evidence(6);
    const remembered = (await (await logOf()).batch(used, other('x'))).remembered();
    const now = new Date(START + 40 * 86_400_000);
    expect(admit({})).toBe('evidence-missing');
    expect(admit({ sequence: 6 })).toBe('evidence-missing');
    expect(admit({ document: { ...document, statements: [] } })).toBe('evidence-missing');
    expect(admit({ document: await log.evidence(2) })).toBe('evidence-invalid');
    expect(admit({ document }, undefined, { now: new Date(START), required: ['witness'] })).toBe(
      'evidence-missing',
    );
    expect(admit({ document }, undefined, { now: new Date(START), remembered })).toBe('rollback');
    expect(admit({ document }, undefined, { now, freshness: 'aged' })).toBe('stale');
    expect(admit({ document }, undefined, { now })).toBe(6);
  });
});

describe('the map of packages (docs/spec/trust.md 4.4)', () => {
  const leafOf = (name: string): PackageLeaf => ({
    package: name,
    latest: '1.0.0',
    status: 'active',
    record: digest(name),
  });

  async function mapOf(names: readonly string[]): Promise<PackageMap> {
    const map = new PackageMap(undefined, async () => Promise.reject(new Error('every page is at hand')));
    for (const name of names) await map.set(leafOf(name));
    return map;
  }

  async function pagesOf(map: PackageMap, name: string): Promise<unknown[]> {
    return (await map.path(name)).map((bytes) => JSON.parse(new TextDecoder().decode(bytes)) as unknown);
  }

  const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 40 });

  it('has one form for its content, and answers for what is there and what is not', async () => {
    await fc.assert(
      fc.asyncProperty(names, fc.string({ minLength: 7 }), async (present, absent) => {
        const map = await mapOf(present);
        expect((await mapOf([...present].reverse())).root).toBe(map.root);
        for (const name of present)
          expect(verifyMapAnswer(map.root, name, await pagesOf(map, name))).toEqual({
            ok: true,
            leaf: leafOf(name),
          });
        expect(verifyMapAnswer(map.root, absent, await pagesOf(map, absent))).toEqual({
          ok: true,
          leaf: undefined,
        });
      }),
      { numRuns: 50 },
    );
  });

  it('refuses answers with a page too few, too many, of another place, or of a form no map has', async () => {
    const present = Array.from({ length: 40 }, (_, at) => `acme/p${at}`);
    const map = await mapOf(present);
    const pages = await pagesOf(map, 'acme/p7');
    const refused = (changed: unknown[], root: string = map.root) =>
      !verifyMapAnswer(root, 'acme/p7', changed).ok;
    const leaf = { leaf: leafOf('acme/p7') };
    const rootOf = (page: unknown) => digestOf(canonicalBytes(page));
    const digit = digestOf(new TextEncoder().encode('acme/p7'))[0] as string;
    const low = { branch: { [digit]: rootOf(leaf) } };
    expect(pages.length).toBeGreaterThan(1);
    expect([
      refused([]),
      refused(pages.slice(0, -1)),
      refused([...pages, leaf]),
      refused([...pages].reverse()),
      refused(await pagesOf(map, 'acme/p8')),
      refused([low, leaf], rootOf(low)),
      refused([{ branch: {}, leaf: leafOf('acme/p7') }]),
      refused([{ branch: { g: digest('x') } }], rootOf({ branch: { g: digest('x') } })),
      refused(
        [{ leaf: { ...leafOf('acme/p7'), extra: 1 } }],
        rootOf({ leaf: { ...leafOf('acme/p7'), extra: 1 } }),
      ),
      refused([null]),
    ]).toEqual(Array.from({ length: 10 }, () => true));
    expect(verifyMapAnswer(rootOf({ branch: {} }), 'acme/p7', [{ branch: {} }])).toEqual({
      ok: true,
      leaf: undefined,
    });
  });
});

describe('records of the log', () => {
  it('say from where on how many keys must sign', () => {
    const { schema_version, index, time } = versionRecord(1);
    const threshold = { schema_version, index, time, type: 'threshold', namespace: 'acme', threshold: 2 };
    expect(readLogRecord(threshold)).toEqual(threshold);
    expect(readLogRecord({ ...threshold, threshold: 0 })).toBeUndefined();
  });

  it.each<[string, Record<string, unknown>]>([
    ['an unknown member', { extra: 1 }],
    ['no number', { index: -1 }],
    ['another time zone', { time: '2026-03-01T12:00:00+01:00' }],
    ['a day that is none', { time: '2026-02-30T12:00:00.000Z' }],
    ['an unknown type', { type: 'toString' }],
    ['a short digest', { manifest_digest: 'ab' }],
    ['another decision', { decision: 'refused' }],
  ])('with %s are refused', (_what, overrides) => {
    expect(readLogRecord(versionRecord(1))).toEqual(versionRecord(1));
    expect(readLogRecord({ ...versionRecord(1), ...overrides })).toBeUndefined();
  });
});

function digestBytes(value: number): Uint8Array {
  return decodeBase64(encodeBase64(new Uint8Array(32).fill(value + 1))) as Uint8Array;
}
