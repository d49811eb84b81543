/**
 * Names that one holder at a time has, for a limited time. A holder that does not renew loses its lease; work done under
 * one must bear that another holder has begun meanwhile.
 */
export abstract class Leases {
  /** The lease on `name`, or undefined while someone else has it. Rejects when the store cannot be reached. */
  abstract acquire(name: string, milliseconds: number): Promise<Lease | undefined>;
}

export interface Lease {
  /** Extends the lease by its whole length from now. False when it was lost: stop working at once. */
  renew(): Promise<boolean>;
  /** Gives the lease back; does nothing when it was lost. */
  release(): Promise<void>;
}
