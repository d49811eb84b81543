import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { admitManifest } from '@iceos/core/gate';
import { Refusal } from '@iceos/core/refusal';
import { verifySignature } from '@iceos/core/signature';
import { openTrust } from '@iceos/core/trust';

interface Vectors {
  readonly roots: readonly string[];
  readonly keys: string;
  readonly manifest: string;
  readonly cases: readonly Case[];
}

interface Case {
  readonly paragraph: string;
  readonly rule: string;
  readonly evidence: string;
  /** The list of keys, where it is another one. */
  readonly keys?: string;
  /** Index of the record, or the code. */
  readonly verdict: number | string;
}

const FILE = join(import.meta.dirname, 'vectors', 'evidence-rules.json');
const SECOND = join(import.meta.dirname, '..', 'independent', 'verify-evidence.mjs');
const { roots, keys: usual, manifest, cases } = JSON.parse(readFileSync(FILE, 'utf8')) as Vectors;
const bytes = (text: string) => new TextEncoder().encode(text);

function judge({ evidence, keys = usual }: Case): number | string {
  try {
    const trust = openTrust({ roots: roots.map(bytes), keys: bytes(keys) }, verifySignature);
    const found = { document: bytes(evidence) };
    const { proved } = admitManifest(bytes(manifest), found, trust, verifySignature);
    return proved?.index ?? 'nothing proved';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

describe('the rules of evidence (docs/spec/trust.md 3 and 4)', () => {
  it.each(cases)('$paragraph: $rule', (one) => {
    expect(judge(one)).toBe(one.verdict);
  });

  it('are the same to a verifier that shares nothing with this one', () => {
    let said: string;
    try {
      said = execFileSync(process.execPath, [SECOND, 'vectors', FILE], { encoding: 'utf8' });
    } catch (error) {
      // It exits with 1 when it refused anything.
      said = (error as { stdout: string }).stdout;
    }
    const verdicts = said
      .trimEnd()
      .split('\n')
      .map((line, at) => `${cases[at]?.rule}: ${line.replace(/^refused .*/, 'refused')}`);
    expect(verdicts).toEqual(
      cases.map(
        ({ rule, verdict }) => `${rule}: ${typeof verdict === 'number' ? `accepted ${verdict}` : 'refused'}`,
      ),
    );
  });
});
