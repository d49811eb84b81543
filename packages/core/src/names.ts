import { Refusal } from './refusal.js';

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** Name space of one org, and that org's id. */
export type Namespace = Branded<'Namespace'>;
export type PackageName = Branded<'PackageName'>;
export type ComponentName = Branded<'ComponentName'>;
/** Strict SemVer 2.0.0 without build metadata. */
export type Version = Branded<'Version'>;

export const NODE_TYPES = ['tool', 'agent', 'workflow'] as const;
export type ComponentType = (typeof NODE_TYPES)[number];
export type PackageKind = 'kit' | 'bundle';

/** `namespace/name@version` of a package. */
export interface Coordinates {
  readonly namespace: Namespace;
  readonly name: PackageName;
  readonly version: Version;
}

/** How a blueprint names a component: `[namespace/]name[@range]`. */
export interface ComponentReference {
  readonly namespace?: Namespace;
  readonly name: ComponentName;
  readonly range?: string;
}

const NAMESPACE = /^[a-z][a-z0-9-]{0,38}$/;
const PACKAGE = /^[a-z][a-z0-9_-]{0,63}$/;
const COMPONENT = /^[a-z][a-z0-9_-]*(?:\.[a-z][a-z0-9_-]*)*$/;
const VERSION =
  /^(?:0|[1-9]\d{0,14})\.(?:0|[1-9]\d{0,14})\.(?:0|[1-9]\d{0,14})(?:-(?:0|[1-9]\d{0,14}|\d*[a-z-][0-9a-z-]*)(?:\.(?:0|[1-9]\d{0,14}|\d*[a-z-][0-9a-z-]*))*)?$/i;
const REFERENCE = /^(?:([^/@]+)\/)?([^/@]+)(?:@(.{1,100}))?$/;

function named<Name extends string>(text: unknown, form: RegExp, longest: number, what: string): Name {
  if (typeof text === 'string' && text.length <= longest && form.test(text)) return text as Name;
  throw new Refusal('name-invalid', `${JSON.stringify(text)} is not a ${what}.`, {
    subject: String(text).slice(0, 100),
  });
}

export const parseNamespace = (text: unknown): Namespace => named(text, NAMESPACE, 39, 'namespace');
export const parsePackageName = (text: unknown): PackageName => named(text, PACKAGE, 64, 'package name');
export const parseComponentName = (text: unknown): ComponentName =>
  named(text, COMPONENT, 100, 'component name');

export function parseVersion(text: unknown): Version {
  if (typeof text === 'string' && text.length <= 64 && VERSION.test(text)) return text as Version;
  throw new Refusal(
    'version-invalid',
    `${JSON.stringify(text)} is not a version such as 1.2.3 or 1.2.3-beta.1.`,
    {
      subject: String(text).slice(0, 100),
    },
  );
}

export function parseReference(text: unknown): ComponentReference {
  const match = typeof text === 'string' && text.length <= 250 ? REFERENCE.exec(text) : null;
  if (!match)
    throw new Refusal('name-invalid', `${JSON.stringify(text)} does not name a component.`, {
      subject: String(text).slice(0, 100),
    });
  const [, namespace, name, range] = match;
  return {
    ...(namespace === undefined ? {} : { namespace: parseNamespace(namespace) }),
    name: parseComponentName(name),
    ...(range === undefined ? {} : { range }),
  };
}

export function formatCoordinates({
  namespace,
  name,
  version,
}: Readonly<Record<keyof Coordinates, string>>): string {
  return `${namespace}/${name}@${version}`;
}

/**
 * What a name looks like to a reader: separators dropped, and digits and letters that are easily mistaken folded into
 * one. Two names of a namespace with the same skeleton are look-alikes, and the second is refused at publish.
 */
export function skeletonOf(name: string): string {
  return name
    .replaceAll(/[-_.]/g, '')
    .replaceAll('0', 'o')
    .replaceAll(/[1i]/g, 'l')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w')
    .replaceAll('5', 's');
}
