import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { admitManifest } from '@iceos/core/gate';
import { fingerprintOf } from '@iceos/core/keys';
import { archivePathFault } from '@iceos/core/paths';
import { Refusal } from '@iceos/core/refusal';
import { verifySignature } from '@iceos/core/signature';
import { manifestMessage, STATEMENT_LABELS, statementMessage } from '@iceos/core/statement';
import type { TrustSnapshot } from '@iceos/core/trust';
import type { Digest } from '@iceos/core/digest';

interface Vectors {
  trust: { root: string; public_key: string; namespaces: string[] };
  manifests: { paragraph: string; rule: string; input: string; code: string }[];
  paths: { rule: string; path: string; ok: boolean }[];
}

const VECTORS = JSON.parse(
  readFileSync(new URL('./vectors/manifest-rules.json', import.meta.url), 'utf8'),
) as Vectors;

const publicKey = new Uint8Array(Buffer.from(VECTORS.trust.public_key, 'hex'));
const fingerprint = fingerprintOf(publicKey);
const trust: TrustSnapshot = {
  rootId: VECTORS.trust.root,
  rootVersion: 1,
  rootExpires: undefined,
  sequence: 1,
  keys: new Map([
    [
      fingerprint,
      {
        fingerprint,
        name: 'acme',
        publicKey,
        namespaces: VECTORS.trust.namespaces,
        enrolled: 0,
        revoked: undefined,
      },
    ],
  ]),
  thresholds: new Map(),
  revokedVersions: new Map(),
  revokedNamespaces: new Map(),
};

function codeOf(manifest: Uint8Array): string {
  try {
    admitManifest(manifest, {}, trust, verifySignature);
    return 'ok';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

describe('the gate for manifests (docs/spec/trust.md 1)', () => {
  it.each(VECTORS.manifests)('$paragraph, $rule: $code', ({ input, code }) => {
    expect(codeOf(new Uint8Array(Buffer.from(input, 'hex')))).toBe(code);
  });

  it('has cases for every paragraph', () => {
    expect(new Set(VECTORS.manifests.map(({ paragraph }) => paragraph))).toEqual(
      new Set(['1.1', '1.2', '1.3', '1.4', '1.5', '1.6', '1.7']),
    );
  });

  it.each(STATEMENT_LABELS)(
    '1.1, a statement begins with %s and is never as long as a manifest message',
    (label) => {
      const none = '0'.repeat(64) as Digest;
      expect(manifestMessage(none, none)).toHaveLength(64);
      const shortest = statementMessage(label, '').length;
      expect(Buffer.from(statementMessage(label, '')).toString()).toBe(`${label}\n""`);
      for (let length = 0; length < 100; length++) {
        const make = () => statementMessage(label, 'x'.repeat(length));
        if (shortest + length === 64) expect(make).toThrow(RangeError);
        else expect(make()).toHaveLength(shortest + length);
      }
    },
  );

  it.each(VECTORS.paths)('1.5, a path that is $rule: $ok', ({ path, ok }) => {
    expect(archivePathFault(path) === undefined).toBe(ok);
  });
});
