import { Injectable } from '@nestjs/common';
import { equalBytes } from '@iceos/core/canonical';
import { digestOf } from '@iceos/core/digest';
import { CodedError } from '@iceos/core/errors';
import { verifySignature } from '@iceos/core/signature';
import { keysRole, readRoot, requireSuccessor, type TrustRootDocument } from '@iceos/core/trust';
import { Database, type Tx } from '../../../src/database/database.js';
import { AuditLog } from '../../identity/audit-log.js';
import { LogKeys } from '../log/log-keys.js';
import { LogRecords } from '../log/log-records.js';
import { LogWriter } from '../log/log-writer.js';
import { InstanceKeys } from '../root/instance-keys.js';
import { TrustSnapshots } from '../root/trust-snapshots.js';
import type { SigningCode } from '../signing.errors.js';
import { RootsRepository } from '../store/roots.repository.js';
import { SignTrust } from './sign-trust.js';

export interface BringRootInput {
  readonly org: string;
  readonly actor: string;
  /** A version of the root, as signed. */
  readonly bytes: Uint8Array;
}

/**
 * Takes a version of the root that was signed elsewhere: the first one of an instance that has none, or the next one,
 * signed by the old and the new threshold (docs/spec/trust.md 3.2). The list of keys is signed anew under it. Bringing a
 * version again changes nothing.
 */
@Injectable()
export class BringRoot {
  constructor(
    private readonly database: Database,
    private readonly roots: RootsRepository,
    private readonly records: LogRecords,
    private readonly writer: LogWriter,
    private readonly logKeys: LogKeys,
    private readonly keys: InstanceKeys,
    private readonly signTrust: SignTrust,
    private readonly snapshots: TrustSnapshots,
    private readonly audit: AuditLog,
  ) {}

  async execute(input: BringRootInput): Promise<TrustRootDocument> {
    const first = (await this.database.read((tx) => this.roots.newest(tx))) === undefined;
    const brought = await this.database.transaction((tx) => this.within(tx, input));
    // With its first root an instance begins its log.
    if (first) await this.writer.start();
    this.writer.wake();
    await this.snapshots.refresh();
    return brought;
  }

  /** The same in the caller's transaction; `refresh` of the snapshots brings it into force after. */
  async within(tx: Tx, { org, actor, bytes }: BringRootInput): Promise<TrustRootDocument> {
    const brought = refusedAs(() => readRoot(bytes, 'the document'));
    // Held until the transaction ends: nobody else brings a version meanwhile.
    await this.records.lock(tx);
    const known = await this.roots.list(tx);
    const same = known[brought.version - 1];
    if (same && equalBytes(same, bytes)) return brought;
    const newest = known.at(-1);
    this.requireNext(newest && readRoot(newest, 'the newest version of the root'), brought);
    const digest = digestOf(bytes);
    const { index: sequence } = await this.records.append(tx, {
      type: 'root',
      version: brought.version,
      digest,
    });
    await this.roots.insert(tx, brought.version, bytes, sequence);
    // Whoever signs the list of keys also names in it who signs the log.
    if (!newest) await this.logKeys.ensure(true);
    await this.signTrust.execute(tx, sequence);
    const detail = { version: brought.version, threshold: brought.threshold, digest };
    await this.audit.record(tx, { org, actor, action: 'root.bring', subject: brought.id, detail });
    return brought;
  }

  private requireNext(newest: TrustRootDocument | undefined, brought: TrustRootDocument): void {
    const { version, expires } = brought;
    refusedAs(() => requireSuccessor(newest, brought, verifySignature));
    if (expires !== undefined && Date.parse(expires) <= Date.now())
      throw refused(`Version ${version} of the root expired at ${expires}.`, SIGN_AGAIN);
    const role = keysRole(brought);
    if (this.keys.suffice(role)) return;
    throw refused(
      `Under version ${version} of the root this instance could not sign its list of keys: ${role.threshold} of ${role.keys.map(({ name }) => name).join(', ')} must.`,
      'Delegate the list of keys to this instance: `ice trust root rotate … --keys-key instance-keys.pub` with the file in keys/ of its data directory.',
    );
  }
}

const SIGN_AGAIN =
  'Make it again with `ice trust root rotate` and have it signed by the keys that it names as missing.';

/** Here a document that cannot be used is the caller's, not the instance's. */
function refusedAs<Result>(check: () => Result): Result {
  try {
    return check();
  } catch (error) {
    if (error instanceof CodedError && error.code === 'trust-invalid')
      throw refused(error.message, SIGN_AGAIN, error);
    throw error;
  }
}

function refused(detail: string, hint: string, cause?: unknown): CodedError<SigningCode> {
  return new CodedError('root-refused', detail, { hint, cause });
}
