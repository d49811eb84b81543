import { ARCHIVE_LIMITS, matchArchive, readArchive } from '@iceos/core/archive';
import { fingerprintOf } from '@iceos/core/keys';
import { parseManifest, type Manifest } from '@iceos/core/manifest';
import { canonicalBytes } from '@iceos/core/canonical';
import { Refusal } from '@iceos/core/refusal';
import type { SigningKey } from '@iceos/core/signing';
import type { PackedPackage } from '@iceos/sdk/build';
import { readUserFile, writeWhole } from '../files.js';
import { readApprovals, withSignatures, writeApprovals, type Approvals } from './approval-file.js';
import { archiveBeside, coordinatesOf } from './asked.js';
import { otherAsked } from './approvals.js';

/** A version as it is signed, by the first of `keys`, which it names, and the others. */
export async function signVersion(
  packed: PackedPackage,
  keys: readonly [SigningKey, ...SigningKey[]],
  registry: string,
): Promise<{ view: Manifest; signed: Approvals }> {
  const { releaseView } = await import('@iceos/sdk/release');
  const parsed = parseManifest(canonicalBytes(releaseView(packed, keys[0].publicKey, registry)));
  if (!parsed.ok)
    throw new Refusal(parsed.code, parsed.detail, { subject: 'manifest', findings: parsed.findings });
  const signed = withSignatures({ asked: { version: parsed.value }, signatures: [] }, keys);
  return { view: parsed.value.manifest, signed };
}

/** Writes what further keys are to sign, and the archive beside it: another build might give other bytes. */
export async function writeFurther(file: string, archive: Uint8Array, signed: Approvals): Promise<void> {
  await writeWhole(archiveBeside(file), archive);
  await writeApprovals(file, signed);
}

/** What `writeFurther` wrote, with the signatures that came since. */
export async function readFurther(
  file: string,
): Promise<{ view: Manifest; archive: Uint8Array; signatures: Approvals['signatures'] }> {
  const approvals = await readApprovals(file);
  const { asked, signatures } = approvals;
  if (!('version' in asked)) throw otherAsked(file, approvals);
  const { manifest: view } = asked.version;
  if (!signatures.some(({ publicKey }) => fingerprintOf(publicKey) === view.key_fingerprint))
    throw new Refusal('signature-missing', `The key that ${coordinatesOf(view)} names has not signed it.`, {
      subject: coordinatesOf(view),
      expected: `a signature by ${view.key_fingerprint}`,
    });
  const archive = await readUserFile(archiveBeside(file), ARCHIVE_LIMITS.packedBytes);
  matchArchive(await readArchive(archive), view);
  return { view, archive, signatures };
}
