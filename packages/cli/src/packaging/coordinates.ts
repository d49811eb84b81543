import { UsageError } from '../errors.js';

/** The parts of `namespace/name@version`, as a request names them. */
export interface NamedVersion {
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
}

const COORDINATES = /^([^/@\s]+)\/([^/@\s]+)@([^/@\s]+)$/;

/** Reads coordinates as they were typed; whether there is such a version is for the server to say. */
export function readCoordinates(text: string): NamedVersion {
  const [, namespace, name, version] = COORDINATES.exec(text) ?? [];
  if (namespace && name && version) return { namespace, name, version };
  throw new UsageError(
    `${JSON.stringify(text.slice(0, 100))} names no version of a package.`,
    'Write namespace/name@version, for example iceos/echo_tool@1.0.0.',
  );
}
