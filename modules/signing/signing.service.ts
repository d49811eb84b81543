import { Injectable } from '@nestjs/common';
import type { Digest } from '@iceos/core/digest';
import type { KeyPurpose } from '@iceos/core/keys';
import { Refusal } from '@iceos/core/refusal';
import { SigningKey } from '@iceos/core/signing';
import type { TrustSnapshot } from '@iceos/core/trust';
import { Database, type Tx } from '../../src/database/database.js';
import { LogKeys } from './log/log-keys.js';
import { LogRecords } from './log/log-records.js';
import { InstanceKeys } from './root/instance-keys.js';
import { InstanceRoot } from './root/instance-root.js';
import { ensurePrivateKey } from './root/private-key-file.js';
import { TrustSnapshots } from './root/trust-snapshots.js';
import { RootsRepository } from './store/roots.repository.js';
import { AdoptRoots } from './usecases/adopt-roots.js';
import { notFound } from './usecases/revoke-key.js';
import { SignTrust } from './usecases/sign-trust.js';
import type { EnrolledKey, RevocationRecord, VersionRevocation } from './signing.types.js';
import { KeysRepository } from './store/keys.repository.js';
import { TrustRepository } from './store/trust.repository.js';

/** The door to keys and trust. */
@Injectable()
export class SigningService {
  constructor(
    private readonly database: Database,
    private readonly keys: KeysRepository,
    private readonly trust: TrustRepository,
    private readonly root: InstanceRoot,
    private readonly snapshots: TrustSnapshots,
    private readonly signTrust: SignTrust,
    private readonly records: LogRecords,
    private readonly logKeys: LogKeys,
    private readonly roots: RootsRepository,
    private readonly adoptRoots: AdoptRoots,
    private readonly instanceKeys: InstanceKeys,
  ) {}

  /** Finds or makes the instance root and brings the trust snapshot into force. Part of every start. */
  async prepare(): Promise<'found' | 'made' | 'absent'> {
    const outcome = await this.database.transaction(async (tx) => {
      const reached = await this.records.lock(tx);
      await this.instanceKeys.open();
      await this.adoptRoots.execute(tx);
      const found = await this.root.ensure(tx);
      if (found === 'absent') return found;
      await this.records.requireComplete(tx);
      const canSign = await this.root.canSign(tx);
      await this.logKeys.ensure(canSign);
      const unlisted = canSign && (await this.logKeys.areUnlisted(tx));
      if (found === 'made' || unlisted) await this.signTrust.execute(tx, Math.max(reached, 0));
      await this.logKeys.forgetStrange(tx);
      return found;
    });
    await this.snapshots.refresh();
    this.snapshots.follow();
    return outcome;
  }

  /** What is trusted now. */
  snapshot(): TrustSnapshot {
    return this.snapshots.current();
  }

  /** Makes a published version stop counting, in the caller's transaction; `refresh` brings it into force after. */
  async revokeVersion(tx: Tx, revocation: VersionRevocation): Promise<number> {
    const { manifestDigest, reason, package: place } = revocation;
    const { index } = await this.records.append(
      tx,
      { type: 'revocation', scope: 'version', subject: manifestDigest, reason },
      place,
    );
    await this.trust.insertVersionRevocation(tx, revocation, index);
    await this.signTrust.execute(tx, index);
    return index;
  }

  /** Refuses a key that was revoked by now, in the caller's transaction; it must hold the publish sequence. */
  async requireInForce(tx: Tx, org: string, fingerprint: Digest): Promise<void> {
    const key = await this.keys.find(tx, org, fingerprint);
    if (key && !key.revoked) return;
    throw new Refusal(
      key ? 'key-revoked' : 'key-unknown',
      `The key ${key?.name ?? fingerprint} is not in force.`,
      {
        subject: fingerprint,
        ...(key?.revoked ? { found: `revoked: ${key.revoked.reason}` } : {}),
      },
    );
  }

  refresh(): Promise<void> {
    return this.snapshots.refresh();
  }

  listKeys(org: string): Promise<EnrolledKey[]> {
    return this.database.read((tx) => this.keys.list(tx, org));
  }

  /** What was revoked of `org` besides its keys, the newest first. */
  listRevocations(org: string): Promise<RevocationRecord[]> {
    return this.database.read((tx) => this.trust.listOf(tx, org));
  }

  /** How many keys of `org` must sign, and what the next change of that number names. */
  threshold(org: string): Promise<{ threshold: number; sequence: number }> {
    return this.database.read(async (tx) => ({
      threshold: await this.keys.threshold(tx, org),
      sequence: await this.keys.thresholdSequence(tx, org),
    }));
  }

  async findKey(org: string, fingerprint: Digest): Promise<EnrolledKey> {
    const key = await this.database.read((tx) => this.keys.find(tx, org, fingerprint));
    if (!key) throw notFound(fingerprint);
    return key;
  }

  /** The list of keys as it was signed, for clients that verify by themselves. */
  async keysDocument(): Promise<Uint8Array | undefined> {
    return (await this.database.read((tx) => this.trust.findKeys(tx)))?.bytes;
  }

  /** A version of the root as it was signed; the newest where none is named. */
  rootDocument(version?: number): Promise<Uint8Array | undefined> {
    return this.database.read((tx) =>
      version === undefined ? this.roots.newest(tx) : this.roots.find(tx, version),
    );
  }

  /** The private key in the file at `path`, made there when it is missing. For keys of the instance itself. */
  ensurePrivateKey(path: string, name: string, purpose: KeyPurpose): Promise<SigningKey> {
    return ensurePrivateKey(path, name, purpose);
  }
}
