import { canonicalBytes } from '@iceos/core/canonical';
import { verifyCheckpoint } from '@iceos/core/checkpoint';
import { digestOf, type Digest } from '@iceos/core/digest';
import { decodeBase64, decodeHex } from '@iceos/core/encoding';
import { verifyAcceptance, type Envelope } from '@iceos/core/dsse';
import { leafHash, verifyInclusion } from '@iceos/core/log';
import { verifySignature } from '@iceos/core/signature';
import { openTrust } from '@iceos/core/trust';
import { call } from '../harness/api.js';

interface VersionRecord {
  readonly index: number;
  readonly time: string;
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  readonly manifest_digest: Digest;
  readonly archive_digest: Digest;
  readonly key_fingerprint: Digest;
}

/** What the parts of verified evidence say. */
export interface Proved {
  readonly size: number;
  readonly record: VersionRecord;
  readonly leaf:
    | {
        readonly package: string;
        readonly latest: string | null;
        readonly status: string;
        readonly record: string;
      }
    | undefined;
}

/** Fetches the evidence of a version and verifies all of it against the server's trust documents; throws when it fails. */
export async function proveVersion(
  server: { readonly url: string },
  token: string,
  digest: string,
): Promise<Proved> {
  const { status, body } = await call(server, 'GET', `/api/v1/evidence/${digest}`, { token });
  if (status !== 200) throw new Error(`No evidence: ${status} ${JSON.stringify(body)}`);
  const bytes = async (name: string) =>
    new Uint8Array(await (await fetch(`${server.url}/api/v1/trust/${name}`)).arrayBuffer());
  const documents = { roots: [await bytes('root/1.json')], keys: await bytes('keys.json') };
  const trust = openTrust(documents, verifySignature);
  const checkpoint = verifyCheckpoint(body.checkpoint, trust, verifySignature);
  const record = body.record as VersionRecord;
  requireIncluded(record, record.index, body.inclusion.proof, checkpoint);
  requireIncluded(body.snapshot.record, checkpoint.size - 1, body.snapshot.proof, checkpoint);
  if (record.manifest_digest !== digest) throw new Error('The record is about another manifest.');
  for (const envelope of body.statements as Envelope[]) requireAcceptance(envelope, record, trust);
  if (body.statements.length === 0) throw new Error('There is no statement.');
  const leaf = walk(body.snapshot.record.map_root, body.snapshot.pages, `${record.namespace}/${record.name}`);
  return { size: checkpoint.size, record, leaf };
}

function requireIncluded(
  record: object,
  index: number,
  proof: readonly string[],
  { size, root }: { readonly size: number; readonly root: Uint8Array },
): void {
  const leaf = leafHash(decodeHex(digestOf(canonicalBytes(record))) as Uint8Array);
  const hashes = proof.map((text) => decodeBase64(text) as Uint8Array);
  if (!verifyInclusion(leaf, index, size, hashes, root))
    throw new Error(`The record ${index} is not in the tree.`);
}

function requireAcceptance(
  envelope: Envelope,
  record: VersionRecord,
  trust: ReturnType<typeof openTrust>,
): void {
  const { namespace, name, version } = record;
  const expected = {
    coordinates: { namespace, name, version },
    manifestDigest: record.manifest_digest,
    archiveDigest: record.archive_digest,
    registry: trust.rootId,
    index: record.index,
    record: digestOf(canonicalBytes(record)),
    acceptedAt: record.time,
    keyFingerprint: record.key_fingerprint,
  };
  verifyAcceptance(envelope, expected, trust, verifySignature);
}

interface Page {
  readonly branch?: Readonly<Record<string, string>>;
  readonly leaf?: NonNullable<Proved['leaf']>;
}

/** Follows the pages from the root of the map; each must be what the one above names. */
function walk(root: string, pages: readonly Page[], name: string): Proved['leaf'] {
  const path = digestOf(new TextEncoder().encode(name));
  let expected: string | undefined = root;
  for (const [depth, page] of pages.entries()) {
    if (digestOf(canonicalBytes(page)) !== expected)
      throw new Error(`The page ${depth} is not the one named.`);
    if (page.leaf) return page.leaf.package === name ? page.leaf : undefined;
    expected = page.branch?.[path[depth] as string];
  }
  if (expected !== undefined) throw new Error('A page is missing.');
  return undefined;
}
