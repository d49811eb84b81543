import { digestOf, type Digest } from '@iceos/core/digest';
import { REGISTRY_EVIDENCE } from '@iceos/core/evidence';
import { admitBytes, type AdmittedManifest } from '@iceos/core/gate';
import type { VersionRecord } from '@iceos/core/log-record';
import { MAX_MANIFEST_BYTES, type Manifest } from '@iceos/core/manifest';
import { Refusal } from '@iceos/core/refusal';
import type { LoadGate } from '@iceos/runtime/gate';
import { entryIn } from '../log/log-copy.js';
import { copyRecord } from '../log/record-copy.js';
import type { Source } from '../log/source.js';
import { filesRegistry } from '../packages/static-registry.js';
import type { MirrorFolder } from './mirror-folder.js';
import { Moved } from './moved.js';
import { readPackageIndex, requireRecorded, type IndexedVersion } from './package-index.js';

const MAX_INDEX_BYTES = 16 * 1024 * 1024;
const MAX_STATEMENTS_BYTES = 1024 * 1024;
const MAX_BLOB_BYTES = 128 * 1024 * 1024;
/** Refusals of versions that are what they should be and may not be loaded all the same: nothing of them is copied. */
const ENDED: ReadonlySet<string> = new Set(['key-revoked', 'version-revoked']);

/** Where packages are copied from and to, and what judges them. */
export interface PackageContext {
  readonly source: Source;
  readonly copy: MirrorFolder;
  /** The checkpoint, all of whose entries are in the copy. */
  readonly checkpoint: { readonly note: string; readonly size: number };
  readonly gate: LoadGate;
  /** Told of versions that are not copied, and by which code they are refused. */
  readonly skip: (version: string, code: string) => void;
}

/**
 * Copies what a public package `namespace/name` is made of, each file after what it stands for, and answers its index, which
 * is to be put there after all of it; undefined when it is not public (any more). What is retired is taken away.
 */
export async function copyPackage(context: PackageContext, place: string): Promise<Uint8Array | undefined> {
  const { source, copy, checkpoint } = context;
  const bytes = await source.file(`packages/${place}.json`, MAX_INDEX_BYTES);
  if (!bytes) return undefined;
  const index = readPackageIndex(place, bytes);
  if (index.size > checkpoint.size) throw new Moved();
  for (const version of index.versions) {
    await copyRecords(context, place, version);
    if (version.retired) await dropVersion(copy, version.manifest_digest);
    else await copyVersion(context, place, version);
  }
  return bytes;
}

/** Copies the record of a version, and those before it in the chain of its package. */
async function copyRecords(
  { source, copy, checkpoint }: PackageContext,
  place: string,
  version: IndexedVersion,
): Promise<void> {
  const path = `packages/${place}.json`;
  const copied = await copyRecord(source, copy, version.record, version.index);
  if (!copied) throw missing(`records/${version.record}.json`);
  const logged = await entryIn(copy, version.index, checkpoint.size);
  if (logged !== version.record || copied.record.type !== 'version')
    throw new Refusal('evidence-invalid', `${path} names a record that the log does not have there.`, {
      subject: path,
      expected: String(logged),
      found: version.record,
    });
  requireRecorded(place, version, copied.record);
  for (let { previous }: Pick<VersionRecord, 'previous'> = copied.record; previous !== null;) {
    if (await copy.has(`records/${previous}.json`)) return;
    const { record } = (await copyRecord(source, copy, previous, undefined)) ?? {};
    if (!record) throw missing(`records/${previous}.json`);
    previous = record.type === 'version' || record.type === 'status' ? record.previous : null;
  }
}

async function copyVersion(context: PackageContext, place: string, version: IndexedVersion): Promise<void> {
  const { source, copy } = context;
  const { manifest_digest: digest } = version;
  const paths = { manifest: `manifests/${digest}.json`, statements: `statements/${digest}.json` };
  // Put there last, so its files are there too.
  if (await copy.has(paths.manifest)) return;
  const bytes = await required(source, paths.manifest, MAX_MANIFEST_BYTES);
  const statements = await required(source, paths.statements, MAX_STATEMENTS_BYTES);
  const manifest = await admit(context, place, version, bytes, statements);
  if (!manifest) return;
  await Promise.all(blobsOf(manifest).map((blob) => copyBlob(context, blob)));
  await copy.write(paths.statements, statements);
  await copy.keep(paths.manifest, bytes);
}

/** The manifest as the load gate admits it, with the evidence that the copy gives; undefined for one that has ended. */
async function admit(
  { copy, source, checkpoint, gate, skip }: PackageContext,
  place: string,
  { manifest_digest, index: sequence, version }: IndexedVersion,
  bytes: Uint8Array,
  statements: Uint8Array,
): Promise<Manifest | undefined> {
  const [namespace = '', name = ''] = place.split('/');
  const staged = new Map([
    ['log/checkpoint', new TextEncoder().encode(checkpoint.note)],
    [`statements/${manifest_digest}.json`, statements],
  ]);
  const files = filesRegistry(source.base, async (path) => staged.get(path) ?? copy.read(path));
  const document = await files.evidence({ namespace, name, manifest_digest, sequence });
  let admitted: AdmittedManifest;
  try {
    admitted = gate.admit(bytes, { wanted: manifest_digest, document, expected: REGISTRY_EVIDENCE });
  } catch (error) {
    if (!(error instanceof Refusal) || !ENDED.has(error.code)) throw error;
    skip(`${place}@${version}`, error.code);
    return undefined;
  }
  return admitted.manifest;
}

async function copyBlob({ source, copy }: PackageContext, digest: Digest): Promise<void> {
  const path = `blobs/${digest}`;
  if (await copy.has(path)) return;
  const bytes = await required(source, path, MAX_BLOB_BYTES);
  admitBytes(path, digest, digestOf(bytes));
  await copy.keep(path, bytes);
}

/** Digests of the archive of a manifest and of its files. */
export function blobsOf({ artifact, files = [] }: Manifest): Digest[] {
  return [...(artifact ? [artifact] : []), ...files].map(({ sha256 }) => sha256 as Digest);
}

/** Takes away what is kept of a version; what other versions share with it goes with `sweepBlobs`. */
export async function dropVersion(copy: MirrorFolder, digest: string): Promise<void> {
  await copy.drop(`manifests/${digest}.json`);
  await copy.drop(`statements/${digest}.json`);
}

async function required(source: Source, path: string, maxBytes: number): Promise<Uint8Array> {
  const bytes = await source.file(path, maxBytes);
  if (bytes) return bytes;
  throw missing(path);
}

function missing(path: string): Refusal {
  return new Refusal('evidence-missing', `The registry has no ${path}.`, {
    subject: path,
    expected: path,
    found: 'nothing',
  });
}
