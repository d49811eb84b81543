import { digestOf } from '@iceos/core/digest';
import {
  checkManifest,
  type Manifest,
  type ManifestComponent,
  type ManifestFile,
} from '@iceos/core/manifest';
import { HOST_INTERFACES, hostInterfaceId } from '@iceos/core/world';
import { WASI_PERMISSION } from '@iceos/core/wasi';
import type { ComponentSpec } from '../authoring/define.js';
import { permissionsOf, worldOf, type DescribedComponent, type DescribedDefinition } from './describe.js';
import { BuildError } from './errors.js';
import { mediaTypeOf, type PackageFiles } from './files.js';
import { schemaFindings } from './schemas.js';

/** What a package is made of: its files, and the manifest that lists them, not yet signed. */
export interface BuiltPackage {
  readonly manifest: Manifest;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Where the body of a component is in the package. None in a manifest for authors. */
export type BodyPaths = ReadonlyMap<string, string>;

/** A component as the manifest says it, members in the order in which people read them. */
export function componentOf(
  described: DescribedComponent,
  version: string,
  bodies?: BodyPaths,
): ManifestComponent {
  const { definition, file, exported, prebuilt } = described;
  const path = bodies?.get(definition.name);
  return {
    node_type: definition.node_type,
    name: definition.name,
    ...(prebuilt === undefined ? { import: `${file}:${exported}` } : {}),
    version: definition.version ?? version,
    ...present(definition, 'iceos_min', 'title', 'description', 'icon'),
    ...(definition.tags ? { tags: [...definition.tags] } : {}),
    ...schemaOf(definition),
    ...toolMembers(definition, path),
    ...(definition.node_type !== 'tool' && path ? { document: { path } } : {}),
    ...(definition.examples ? { examples: [...definition.examples] } : {}),
    ...present(definition, 'cost_estimate', 'deprecated'),
  };
}

function present<Name extends keyof ComponentSpec>(
  definition: ComponentSpec,
  ...names: Name[]
): Pick<ComponentSpec, Name> {
  const members = names.filter((name) => definition[name] !== undefined);
  return Object.fromEntries(members.map((name) => [name, definition[name]])) as Pick<ComponentSpec, Name>;
}

function schemaOf({ input, output }: DescribedDefinition): Pick<ManifestComponent, 'schema'> {
  if (!input && !output) return {};
  return { schema: { ...(input ? { input } : {}), ...(output ? { output } : {}) } };
}

function toolMembers(
  definition: DescribedDefinition,
  path: string | undefined,
): Pick<ManifestComponent, 'wasm' | 'permissions' | 'limits'> {
  if (definition.node_type !== 'tool') return {};
  const permissions = permissionsOf(definition).map(([name, limits]) => {
    const known = HOST_INTERFACES.get(hostInterfaceId(name));
    // The one permission that is not for an interface of the host; only components built elsewhere ask for it.
    const { interface: id, version } = known ?? WASI_PERMISSION;
    return { interface: id, version, ...limits };
  });
  return {
    ...(path ? { wasm: { path, world: worldOf(definition) } } : {}),
    ...(permissions.length > 0 ? { permissions } : {}),
    ...(definition.limits ? { limits: definition.limits } : {}),
  };
}

/** `files` as the manifest lists them: sorted by path, each with its digest (docs/spec/trust.md 1.5). */
export function fileEntries(files: PackageFiles): ManifestFile[] {
  return [...files.keys()].sort().map((path) => {
    const bytes = files.get(path) as Uint8Array;
    return { path, sha256: digestOf(bytes), size: bytes.length, media_type: mediaTypeOf(path) };
  });
}

/** Refuses a manifest that the registry would refuse, or that misleads its users, naming the source at fault. */
export function checked(manifest: Manifest): Manifest {
  const result = checkManifest(manifest);
  const findings = result.ok
    ? manifest.components.flatMap((component, index) =>
        schemaFindings(component).map((fault) => ({
          ...fault,
          pointer: `/components/${index}${fault.pointer}`,
        })),
      )
    : result.findings;
  const [first] = findings;
  if (!first) return manifest;
  const index = /^\/components\/(\d+)/.exec(first.pointer)?.[1];
  const component = index === undefined ? undefined : manifest.components[Number(index)];
  const where = component ? `${component.name}${component.import ? ` (${component.import})` : ''}: ` : '';
  throw new BuildError('definition-invalid', `${where}${first.detail}`, { findings });
}
