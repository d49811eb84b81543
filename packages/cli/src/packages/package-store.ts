import { digestOf, type Digest } from '@iceos/core/digest';
import { decodeBase64, encodeBase64 } from '@iceos/core/encoding';
import { CodedError } from '@iceos/core/errors';
import { proveStanding, REGISTRY_EVIDENCE, type ProvedStanding } from '@iceos/core/evidence';
import { wantsNewerKeys, type AdmittedManifest } from '@iceos/core/gate';
import type { Lock, SnapshotOfLog } from '@iceos/core/lock';
import { parseVersion } from '@iceos/core/names';
import { Refusal } from '@iceos/core/refusal';
import { verifySignature } from '@iceos/core/signature';
import type { TrustSnapshot } from '@iceos/core/trust';
import { LoadGate } from '@iceos/runtime/gate';
import { LogMemory } from '@iceos/runtime/log-memory';
import { PackageFolder } from '@iceos/runtime/package-folder';
import type { CommandContext } from '../context.js';
import { isAway } from '../errors.js';
import type { LoggedPlace, Registry } from './registry.js';
import { trustedRoot, type TrustedRoot } from './trust.js';

/** A package that the load gate admitted. */
export interface StoredPackage {
  readonly admitted: AdmittedManifest;
  /** Index of its record in the log, as its evidence proves it. */
  readonly sequence: number;
  /** Manifest and evidence as they were judged. */
  readonly bytes: Uint8Array;
  readonly evidence: Uint8Array;
}

interface CurrentKeys extends Pick<TrustedRoot, 'renew'> {
  trust: TrustSnapshot;
}

/**
 * Packages in a folder of this machine, with the evidence that the registry has them. Nothing in it is believed: manifest
 * and evidence are judged by the load gate each time they are read, and so are the bytes of every file. What the log showed
 * is remembered beside the trust root, so that no registry can go back behind it or show another one.
 */
export class PackageStore {
  private constructor(
    private readonly folder: PackageFolder,
    private readonly memory: LogMemory,
    readonly gate: LoadGate,
    private readonly keys: CurrentKeys,
    private readonly warn: (text: string) => void,
  ) {}

  /** What is trusted; newer keys that the registry gave meanwhile included. */
  get trust(): TrustSnapshot {
    return this.keys.trust;
  }

  /** Id of the root that is trusted here. */
  get registry(): string {
    return this.trust.rootId;
  }

  /** The largest tree that was accepted, for a lock. */
  get snapshot(): SnapshotOfLog | undefined {
    const { checkpoint } = this.memory;
    return checkpoint && { size: checkpoint.size, root: encodeBase64(checkpoint.root) };
  }

  /** `registry` is the id of the root that the packages are of, where that is known, as from a lock. */
  static async open(context: CommandContext, path: string, registry?: string): Promise<PackageStore> {
    return PackageStore.openUnder(context, path, await trustedRoot(context, registry));
  }

  static async openUnder(
    context: CommandContext,
    path: string,
    { trust, folder: trustFolder, renew }: TrustedRoot,
  ): Promise<PackageStore> {
    const memory = await LogMemory.open(trustFolder);
    const { evidence, grantedInterfaces } = context.settings;
    const keys = { trust, ...(renew ? { renew } : {}) };
    const gate = new LoadGate({
      trust: () => keys.trust,
      policy: {
        iceosVersion: parseVersion(context.version),
        ...(grantedInterfaces ? { grantedInterfaces } : {}),
      },
      evidence: () => ({ now: new Date(), ...evidence }),
      memory,
    });
    const folder = new PackageFolder(path);
    await folder.prepare();
    return new PackageStore(folder, memory, gate, keys, (text) => context.output.warn(text));
  }

  /** The stored version, or undefined when it is not here; throws the `Refusal` of the load gate. */
  async find({ manifest_digest }: Pick<LoggedPlace, 'manifest_digest'>): Promise<StoredPackage | undefined> {
    const digest = manifest_digest as Digest;
    const bytes = await this.folder.manifest(digest);
    if (!bytes) return undefined;
    const document = await this.folder.evidence(digest);
    const evidence = { wanted: digest, expected: REGISTRY_EVIDENCE, ...(document ? { document } : {}) };
    return stored(this.gate.admit(bytes, evidence), bytes, document ?? new Uint8Array());
  }

  /**
   * The version with its manifest and with evidence that is fresh, or the newest there is, both fetched where they are not
   * here; stores nothing. Throws the `Refusal` of the load gate.
   */
  async look(
    registry: Registry,
    version: LoggedPlace,
    { newest = false }: { readonly newest?: boolean } = {},
  ): Promise<StoredPackage> {
    const digest = version.manifest_digest as Digest;
    const known = await this.find(version).catch(unlessRefused);
    if (known?.admitted.grade === 'live' && !newest) return known;
    const bytes = newest || !known ? await registry.manifest(digest) : known.bytes;
    const document = await registry.evidence(version).catch((error: unknown) => {
      // What is known is judged by its age; without a registry it can only get older.
      if (known && isAway(error)) return undefined;
      throw error;
    });
    if (!document) return known as StoredPackage;
    const evidence = { wanted: digest, document, expected: REGISTRY_EVIDENCE };
    const admitted = await this.withNewerKeys(() =>
      this.gate.admitNewest(bytes, evidence, registry.log.tile),
    );
    return stored(admitted, bytes, document);
  }

  /**
   * What the newest tree of the log says about a package, which may not be there; the tree must continue what the log showed
   * before, and is remembered. Throws the `Refusal`, `evidence-missing` where it cannot be told.
   */
  async standing(registry: Registry, name: string): Promise<ProvedStanding> {
    const document = await registry.log.standing(name);
    const prove = () => proveStanding(document, name, { trust: this.keys.trust, verify: verifySignature });
    const proved = await this.withNewerKeys(prove);
    await this.memory.meet(proved, registry.log.tile, name);
    const known = this.memory.checkpoint?.size ?? 0;
    // A tree from before the package was published does not have it.
    if (proved.checkpoint.size < known)
      throw new Refusal('rollback', `The log that is shown is older than the one that was accepted here.`, {
        subject: name,
        expected: `at least ${known} entries`,
        found: `${proved.checkpoint.size} entries`,
      });
    return proved;
  }

  /** Judges, and once more when newer keys are wanted and there are some. */
  private async withNewerKeys<Answer>(judge: () => Answer | Promise<Answer>): Promise<Answer> {
    try {
      return await judge();
    } catch (error) {
      if (!wantsNewerKeys(error) || !(await this.renewed())) throw error;
      return judge();
    }
  }

  /** Fetches the list of keys again, which may have been changed since the command began; whether it was. */
  private async renewed(): Promise<boolean> {
    const { trust: before, renew } = this.keys;
    if (renew) this.keys.trust = await renew();
    return this.keys.trust.sequence > before.sequence;
  }

  /**
   * Refuses a lock that was made with a tree of the log which this one does not continue: with a larger one, the registry
   * goes back behind it (`rollback`); with another one, it is of another log (docs/spec/trust.md 4.6).
   */
  async requireContinued({ log }: Pick<Lock, 'log'>, registry?: Registry): Promise<void> {
    const root = log && decodeBase64(log.root);
    if (root) await this.memory.requirePast({ size: log.size, root }, registry?.log.tile, 'ice.lock');
  }

  /**
   * Stores a package: every file that is missing, or that is not what was signed any more, is fetched, the latter with a
   * warning. Throws the `Refusal` of the load gate; that of the damaged file where the registry cannot be asked.
   */
  async keep(registry: Registry, { admitted, bytes, evidence }: StoredPackage): Promise<void> {
    for (const { path } of admitted.manifest.files ?? []) await this.keepFile(registry, admitted, path);
    await this.folder.putEvidence(admitted.digest, evidence);
    // Last, so that a manifest that is here has all that belongs to it.
    const there = await this.folder.manifest(admitted.digest);
    if (!there || digestOf(there) !== digestOf(bytes)) await this.folder.putManifest(admitted.digest, bytes);
  }

  private async keepFile(registry: Registry, admitted: AdmittedManifest, path: string): Promise<void> {
    const { blobs } = this.folder;
    const fetched = () => this.gate.loadFile(admitted, path, (wanted) => registry.blob(wanted));
    const damage = await this.gate.loadFile(admitted, path, this.read).then(() => undefined, damageOf);
    if (damage === undefined) return;
    if (damage === 'missing') {
      await blobs.put(await fetched());
      return;
    }
    const { namespace, name, version } = admitted.coordinates;
    const told = `${path} of ${namespace}/${name}@${version}`;
    const bytes = await fetched().catch((error: unknown) => {
      throw isAway(error) ? unrepaired(told, damage) : error;
    });
    await blobs.replace(bytes);
    this.warn(`${told} was not what was signed any more; it was fetched again`);
  }

  /** The bytes of a file; whoever asks has the load gate judge them. */
  readonly read = (digest: Digest): Promise<Uint8Array> => this.folder.blobs.read(digest);
}

function stored(admitted: AdmittedManifest, bytes: Uint8Array, evidence: Uint8Array): StoredPackage {
  return { admitted, sequence: admitted.proved?.index ?? 0, bytes, evidence };
}

/** What is wrong with a stored file that was refused. */
function damageOf(error: unknown): 'missing' | Refusal {
  if (error instanceof Refusal && error.code === 'digest-mismatch') return error;
  if (error instanceof CodedError && error.code === 'blob-not-found') return 'missing';
  throw error;
}

function unrepaired(told: string, { subject, expected, found }: Refusal): Refusal {
  return new Refusal(
    'digest-mismatch',
    `${told} is not what was signed any more, and there is no registry to fetch it from.`,
    { subject, ...(expected && found ? { expected, found } : {}) },
  );
}

/** What is stored and refused is fetched again. */
function unlessRefused(error: unknown): undefined {
  if (error instanceof Refusal) return undefined;
  throw error;
}

/** Refuses a package that is not byte for byte the one that was locked. */
export function refuseDrift(subject: string, expected: unknown, found: unknown): never {
  const digest = (value: unknown) => digestOf(new TextEncoder().encode(JSON.stringify(value)));
  throw new Refusal('lock-mismatch', `${subject} is not what ice.lock says.`, {
    subject,
    expected: digest(expected),
    found: digest(found),
  });
}
