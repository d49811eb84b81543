import { Injectable } from '@nestjs/common';
import type { Digest } from '@iceos/core/digest';
import { formatCoordinates, type Coordinates } from '@iceos/core/names';
import type { Tx } from '../../../src/database/database.js';
import { Outbox } from '../../../src/jobs/outbox.js';
import { AuditLog } from '../../identity/audit-log.js';
import { PACKAGE_CHANGED, type PackageChanged } from '../registry.messages.js';

interface Who {
  readonly org: string;
  readonly actor: string;
  readonly coordinates: Coordinates;
}

/** Writes down what happened to a package, in the transaction in which it happens: for the audit and for the outbox. */
@Injectable()
export class Announce {
  constructor(
    private readonly outbox: Outbox,
    private readonly audit: AuditLog,
  ) {}

  async published(tx: Tx, who: Who, digest: Digest, sequence: number): Promise<void> {
    await this.changed(tx, who, 'version.publish', { manifest_digest: digest, sequence });
  }

  /** `action` is `version.yank`, `version.deprecate`, `version.retire` or the undoing of one. */
  async changed(
    tx: Tx,
    { org, actor, coordinates }: Who,
    action: string,
    detail: Record<string, unknown>,
  ): Promise<void> {
    const message: PackageChanged = { namespace: coordinates.namespace, name: coordinates.name };
    await this.outbox.add(tx, PACKAGE_CHANGED, { ...message });
    await this.audit.record(tx, { org, actor, action, subject: formatCoordinates(coordinates), detail });
  }

  /** After the commit. */
  wake(): void {
    this.outbox.wake();
  }
}
