/** Outbox topic: what a package offers has changed. The payload is `PackageChanged`; handlers read the present state. */
export const PACKAGE_CHANGED = 'package.changed';

export interface PackageChanged {
  readonly namespace: string;
  readonly name: string;
}
