import type { AdmittedManifest } from '@iceos/core/gate';
import type { Refusal } from '@iceos/core/refusal';

/** One thing that was asked, and the answer. */
export interface Check {
  readonly rule: string;
  readonly verdict: 'accepted' | 'refused' | 'skipped';
  readonly detail: string;
  /** Where docs/spec/trust.md states the rule. */
  readonly paragraph: string;
  /** The rule as a question. */
  readonly asks: string;
  /** What it was asked about. */
  readonly input: Readonly<Record<string, string>>;
}

/** What a rule says of a manifest that passed it. */
interface Rule {
  readonly rule: string;
  readonly paragraph: string;
  readonly asks: string;
  /** Refusals by which it answers no. */
  readonly codes: readonly string[];
  detail(admitted: AdmittedManifest): string;
  input(admitted: AdmittedManifest): Record<string, string>;
}

/** What the gate asks of a manifest, in its order (docs/spec/trust.md 5). */
const RULES: readonly Rule[] = [
  {
    rule: 'canonical',
    paragraph: '1.2, 1.3, 1.6',
    asks: 'Is it a complete manifest, in the one form that is signed?',
    codes: ['manifest-too-large', 'manifest-invalid', 'manifest-incomplete'],
    detail: ({ digest }) => `a complete manifest, digest ${digest}`,
    input: ({ digest, view }) => ({ manifest_digest: digest, signed_bytes: String(view.length) }),
  },
  {
    rule: 'key',
    paragraph: '3.1, 3.3',
    asks: 'Is the key that it names enrolled, for its name space, and was it when the version was recorded?',
    codes: ['signature-missing', 'key-unknown', 'key-not-for-namespace'],
    detail: ({ key }) => `${key.name} ${key.fingerprint}, for ${key.namespaces.join(', ')}`,
    input: ({ key, manifest, proved }) => ({
      key_fingerprint: key.fingerprint,
      namespace: String(manifest.namespace),
      enrolled_at: String(key.enrolled),
      recorded_at: indexText(proved),
    }),
  },
  {
    rule: 'record',
    paragraph: '4.1, 4.2',
    asks: 'Does its evidence, where there is any, prove that the registry recorded exactly this?',
    codes: ['evidence-invalid'],
    detail: ({ proved }) =>
      proved ? `at ${proved.index} in a log of ${proved.checkpoint.size}` : 'there is no evidence',
    input: ({ proved }) => ({
      recorded_at: indexText(proved),
      first_seen: proved?.firstSeen ?? 'unknown',
    }),
  },
  {
    rule: 'revocation',
    paragraph: '3.4',
    asks: 'Was it recorded before its key or name space was revoked, and was it not revoked itself?',
    codes: ['key-revoked', 'version-revoked'],
    detail: () => 'neither key, version nor name space is revoked',
    input: ({ key, proved }) => ({
      key_revoked_from: key.revoked === undefined ? 'never' : String(key.revoked.sequence),
      recorded_at: indexText(proved),
    }),
  },
  {
    rule: 'signature',
    paragraph: '1.1, 2.2, 3.3',
    asks: 'Did the key, and as many others as must, sign these bytes?',
    codes: ['signature-invalid'],
    detail: ({ manifest }) => `over archive ${manifest.artifact?.sha256} and the manifest`,
    input: ({ manifest, digest }) => ({
      archive_digest: String(manifest.artifact?.sha256),
      manifest_digest: digest,
      signatures: String(1 + (manifest.signature?.additional?.length ?? 0)),
    }),
  },
  {
    rule: 'registry',
    paragraph: '1.6, 3.2',
    asks: 'Was it published under the root that is trusted here?',
    codes: ['policy-refused'],
    detail: ({ manifest }) => String(manifest.registry),
    input: ({ manifest }) => ({ registry: String(manifest.registry) }),
  },
  {
    rule: 'evidence',
    paragraph: '4.5',
    asks: 'Is the evidence there that the manifest and this machine require?',
    codes: ['evidence-missing'],
    detail: ({ proved }) => (proved ? `proved: ${[...proved.kinds].join(', ')}` : 'none is required'),
    input: ({ manifest, proved }) => ({
      required: manifest.required_evidence?.join(', ') || 'none',
      witnesses: proved?.checkpoint.witnessed ? 'as many as are asked for' : 'none: self-witnessed',
    }),
  },
  {
    rule: 'history',
    paragraph: '4.4, 4.6',
    asks: 'Does the log continue what it showed here before, and is what it says about the package fresh enough?',
    codes: ['rollback', 'stale'],
    detail: ({ grade, proved }) => (proved?.asOf ? `${grade}, as of ${proved.asOf}` : grade),
    input: ({ grade, proved }) => ({
      grade,
      as_of: proved?.asOf ?? 'unknown',
      latest: proved?.latest ?? 'unknown',
      status: proved?.status ?? 'unknown',
    }),
  },
];

/** Every rule about the manifest, for one that the gate let in. */
export function acceptedRules(admitted: AdmittedManifest): Check[] {
  return RULES.map((rule) => ({
    ...stated(rule),
    verdict: 'accepted',
    detail: rule.detail(admitted),
    input: rule.input(admitted),
  }));
}

/** Every rule about the manifest, for one that the gate refused: what came before was accepted, what comes after was not asked. */
export function refusedRules(refusal: Refusal): Check[] {
  const at = RULES.findIndex(({ codes }) => codes.includes(refusal.code));
  if (at === -1) return [refused({ rule: refusal.code, paragraph: '5', asks: 'May it run here?' }, refusal)];
  return RULES.map((rule, index) => {
    if (index === at) return refused(rule, refusal);
    return index < at
      ? { ...stated(rule), verdict: 'accepted', detail: 'as it should be', input: {} }
      : { ...stated(rule), verdict: 'skipped', detail: 'not asked any more', input: {} };
  });
}

/** The rule about a component and its bytes. */
export function componentRule(name: string): Pick<Check, 'rule' | 'paragraph' | 'asks'> {
  return {
    rule: `component ${name}`,
    paragraph: '1.5, 5',
    asks: 'Are these the bytes that were signed, and may they have what they ask for?',
  };
}

/** The rule that said no, with both values where two were compared. */
export function refused(rule: Pick<Check, 'rule' | 'paragraph' | 'asks'>, refusal: Refusal): Check {
  const { message, expected, found } = refusal;
  const compared = [...(expected ? [`expected ${expected}`] : []), ...(found ? [`found ${found}`] : [])];
  const input = { ...(expected ? { expected } : {}), ...(found ? { found } : {}) };
  return { ...stated(rule), verdict: 'refused', detail: [message, ...compared].join('  '), input };
}

function indexText(proved: AdmittedManifest['proved']): string {
  return proved ? String(proved.index) : 'no record';
}

function stated({ rule, paragraph, asks }: Pick<Check, 'rule' | 'paragraph' | 'asks'>) {
  return { rule, paragraph, asks };
}
