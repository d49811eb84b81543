import type { AdmittedManifest } from '@iceos/core/gate';
import type { Refusal } from '@iceos/core/refusal';

/** One thing that was asked, and the answer. */
export interface Check {
  readonly rule: string;
  readonly verdict: 'accepted' | 'refused' | 'skipped';
  readonly detail: string;
}

/** What the gate asks of a manifest, in its order (docs/spec/trust.md 5), with the refusals by which each answers no. */
const RULES = [
  {
    rule: 'canonical',
    codes: ['manifest-too-large', 'manifest-invalid', 'manifest-incomplete'],
    detail: ({ digest }: AdmittedManifest) => `a complete manifest, digest ${digest}`,
  },
  {
    rule: 'key',
    codes: ['signature-missing', 'key-unknown', 'key-not-for-namespace'],
    detail: ({ key }: AdmittedManifest) => `${key.name} ${key.fingerprint}, for ${key.namespaces.join(', ')}`,
  },
  {
    rule: 'revocation',
    codes: ['key-revoked', 'version-revoked'],
    detail: () => 'neither key, version nor name space is revoked',
  },
  {
    rule: 'signature',
    codes: ['signature-invalid'],
    detail: ({ manifest }: AdmittedManifest) => `over archive ${manifest.artifact?.sha256} and the manifest`,
  },
  {
    rule: 'registry',
    codes: ['policy-refused'],
    detail: ({ manifest }: AdmittedManifest) => String(manifest.registry),
  },
  {
    rule: 'evidence',
    codes: ['evidence-missing'],
    detail: () => 'none is required that is not there',
  },
] as const;

/** Every rule about the manifest, for one that the gate let in. */
export function acceptedRules(admitted: AdmittedManifest): Check[] {
  return RULES.map(({ rule, detail }) => ({ rule, verdict: 'accepted', detail: detail(admitted) }));
}

/** Every rule about the manifest, for one that the gate refused: what came before was accepted, what comes after was not asked. */
export function refusedRules(refusal: Refusal): Check[] {
  const at = RULES.findIndex(({ codes }) => (codes as readonly string[]).includes(refusal.code));
  if (at === -1) return [refused(refusal.code, refusal)];
  return RULES.map(({ rule }, index) => {
    if (index === at) return refused(rule, refusal);
    return index < at
      ? { rule, verdict: 'accepted', detail: 'as it should be' }
      : { rule, verdict: 'skipped', detail: 'not asked any more' };
  });
}

/** The rule that said no, with both values where two were compared. */
export function refused(rule: string, { message, expected, found }: Refusal): Check {
  const compared = [...(expected ? [`expected ${expected}`] : []), ...(found ? [`found ${found}`] : [])];
  return { rule, verdict: 'refused', detail: [message, ...compared].join('  ') };
}
