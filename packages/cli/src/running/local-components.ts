import type { DraftBlueprint } from '@iceos/core/blueprint';
import {
  readComponent,
  referencesIn,
  type ComponentUse,
  type Resolution,
  type ResolvedComponent,
} from '@iceos/core/checks';
import { digestOf, type Digest } from '@iceos/core/digest';
import { componentSchemas, type AdmittedComponent } from '@iceos/core/gate';
import { signedView, type Manifest } from '@iceos/core/manifest';
import { parseVersion } from '@iceos/core/names';
import { Refusal } from '@iceos/core/refusal';
import { compareVersions, satisfies } from '@iceos/core/semver';
import type { PackageStore } from '../packages/package-store.js';

/** A package with whose components a local run works. */
export interface LocalPackage {
  readonly manifest: Manifest;
  readonly coordinates: { readonly namespace: string; readonly name: string; readonly version: string };
  readonly manifestDigest: Digest;
  /** What the load gate says about a component; for a dynamic package, what its manifest says. */
  inspect(name: string): Omit<AdmittedComponent, 'keyFingerprint'> & { readonly keyFingerprint?: Digest };
  /** The bytes of a listed file, judged. */
  read(path: string): Promise<Uint8Array>;
}

/** A package that is stored here: every answer is the load gate's. */
export function storedPackage(
  store: PackageStore,
  admitted: Parameters<PackageStore['gate']['inspect']>[0],
): LocalPackage {
  const { manifest, coordinates, digest } = admitted;
  return {
    manifest,
    coordinates,
    manifestDigest: digest,
    inspect: (name) => store.gate.inspect(admitted, name),
    read: (path) => store.gate.loadFile(admitted, path, store.read),
  };
}

/** A package built from sources here, which nobody signed: dynamic, and for clusters that are not strict. */
export function dynamicPackage(
  manifest: Manifest,
  files: ReadonlyMap<string, Uint8Array>,
  namespace: string,
): LocalPackage {
  const manifestDigest = digestOf(signedView(manifest));
  const { name = 'local', version = '0.0.0' } = manifest;
  const coordinates = { namespace: manifest.namespace ?? namespace, name, version };
  const bytesAt = (path: string): Uint8Array => {
    const bytes = files.get(path);
    if (bytes) return bytes;
    throw new Refusal('file-undeclared', `${name} has no file ${path}.`, { subject: path });
  };
  return {
    manifest,
    coordinates,
    manifestDigest,
    inspect(component) {
      const found = manifest.components.find((one) => one.name === component);
      const path = found?.wasm?.path ?? found?.document?.path;
      if (!found || path === undefined)
        throw new Refusal('file-undeclared', `${name} has no file for ${component}.`, { subject: component });
      const bytes = bytesAt(path);
      return {
        nodeType: found.node_type,
        name: component,
        version: found.version ?? version,
        coordinates,
        path,
        digest: digestOf(bytes),
        size: bytes.length,
        world: found.wasm?.world,
        permissions: found.permissions ?? [],
        limits: found.limits ?? {},
        ...componentSchemas(manifest, found),
        deprecated: found.deprecated,
        costEstimate: found.cost_estimate,
        manifestDigest,
      };
    },
    read: (path) => Promise.resolve(bytesAt(path)),
  };
}

/** The components of all packages at hand, by what blueprints call them. */
export class LocalComponents {
  private readonly packages = new Map<Digest, LocalPackage>();
  private readonly described = new Map<string, ResolvedComponent>();

  /** Adds a package, with its documents read. One that is here already stays. */
  async add(item: LocalPackage): Promise<void> {
    if (this.packages.has(item.manifestDigest)) return;
    this.packages.set(item.manifestDigest, item);
    for (const { name } of item.manifest.components) {
      this.described.set(`${item.manifestDigest} ${name}`, await describe(item, name));
    }
  }

  /** Uses of `blueprint` that nothing here answers. */
  missing(blueprint: DraftBlueprint): ComponentUse[] {
    return referencesIn(blueprint).filter((use) => !this.find(use));
  }

  /** For `freezeBlueprint`: bare names mean first what they mean in the package of `from`. */
  readonly resolve = (use: ComponentUse, from?: ResolvedComponent): Resolution => {
    const component = this.find(use, from);
    return component ? { ok: true, component } : { ok: false, code: 'unknown' };
  };

  /** The package of a manifest digest that a frozen blueprint names. */
  require(digest: Digest): LocalPackage {
    const found = this.packages.get(digest);
    if (found) return found;
    throw new Refusal('component-dynamic', `No package here has the manifest ${digest}.`, {
      subject: digest,
    });
  }

  private find(
    { reference: { namespace, name, range } }: Pick<ComponentUse, 'reference'>,
    from?: ResolvedComponent,
  ): ResolvedComponent | undefined {
    const candidates = [...this.described.values()]
      .filter(
        (one) =>
          one.name === name &&
          (namespace === undefined || one.namespace === namespace) &&
          (range === undefined || satisfies(parseVersion(one.version), range)),
      )
      .sort((a, b) => compareVersions(parseVersion(b.version), parseVersion(a.version)));
    const preferred = from && this.packages.get(from.manifest_digest);
    const dependencies = preferred?.manifest.dependencies ?? {};
    const near = candidates.find(
      (one) =>
        one.manifest_digest === from?.manifest_digest ||
        Object.hasOwn(dependencies, `${one.namespace}/${one.package}`),
    );
    return near ?? candidates[0];
  }
}

async function describe(item: LocalPackage, name: string): Promise<ResolvedComponent> {
  const entry = item.inspect(name);
  const { namespace, name: packageName, version } = item.coordinates;
  const resolution = readComponent({
    node_type: entry.nodeType,
    name,
    namespace,
    package: packageName,
    version,
    component_version: entry.version,
    manifest_digest: item.manifestDigest,
    component_digest: entry.digest,
    permissions: entry.permissions,
    limits: entry.limits,
    schema: { input: entry.inputSchema, output: entry.outputSchema },
    ...(entry.keyFingerprint === undefined ? {} : { key_fingerprint: entry.keyFingerprint }),
    ...(entry.deprecated ? { deprecated: entry.deprecated } : {}),
    ...(entry.costEstimate ? { cost_estimate: entry.costEstimate } : {}),
    ...(entry.nodeType === 'tool' ? {} : { document: await item.read(entry.path) }),
  });
  if (resolution.ok) return resolution.component;
  throw new Refusal('component-document-invalid', resolution.detail ?? `${entry.path} cannot be read.`, {
    subject: entry.path,
  });
}
