import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { digestOf } from '@iceos/core/digest';
import { componentSchemas, type AdmittedComponent } from '@iceos/core/gate';
import { Refusal } from '@iceos/core/refusal';
import { HOST_INTERFACES, type WorldId } from '@iceos/core/world';
import { AppConfig } from '../../../src/config/app-config.js';
import type { LocalComponent } from './local-component.js';
import { readBeside } from './local-files.js';

const TOOL_WORLD: WorldId = 'iceos:tool@0.1.0';

/**
 * Components that no verified manifest lists, outside strict clusters: built on the fly from the sources that their
 * manifest names, and run in the same sandbox as any other.
 */
@Injectable()
export class DynamicComponents {
  constructor(private readonly config: AppConfig) {}

  /** What may be loaded for `local`; its digest is that of the bytes as they are now. */
  async describe(local: LocalComponent): Promise<Omit<AdmittedComponent, 'keyFingerprint'>> {
    const { component, manifest } = local;
    const bytes = await this.read(local);
    const version = component.version ?? manifest.version ?? '0.0.0';
    return {
      nodeType: component.node_type,
      name: component.name,
      version,
      coordinates: {
        namespace: manifest.namespace ?? this.config.identity.org,
        name: manifest.name ?? component.name,
        version: manifest.version ?? version,
      },
      path: component.wasm?.path ?? component.document?.path ?? component.import ?? '',
      digest: digestOf(bytes),
      size: bytes.length,
      world: component.node_type === 'tool' ? (component.wasm?.world ?? TOOL_WORLD) : undefined,
      permissions: component.permissions ?? [],
      limits: component.limits ?? {},
      ...componentSchemas(manifest, component),
      deprecated: component.deprecated,
      costEstimate: component.cost_estimate,
      manifestDigest: local.manifestDigest,
    };
  }

  /** The bytes of the component: those beside the manifest, or built from the source it names. */
  async read({ component, folder, path }: LocalComponent): Promise<Uint8Array> {
    const body = component.wasm ?? component.document;
    if (body) return readBeside(folder, body.path);
    const split = component.import?.lastIndexOf(':') ?? -1;
    if (component.node_type !== 'tool' || split < 1 || !component.import) {
      throw new Refusal(
        'file-undeclared',
        `${path} names neither a file nor a source for ${component.name}.`,
        { subject: component.name },
      );
    }
    const { buildTool } = await import('@iceos/sdk/build');
    const permissions = (component.permissions ?? []).flatMap(({ interface: name }) => {
      const known = [...HOST_INTERFACES.values()].find((candidate) => candidate.interface === name);
      return known ? [known.id.slice('iceos:host/'.length).split('@')[0] as never] : [];
    });
    return buildTool(
      {
        file: component.import.slice(0, split),
        exported: component.import.slice(split + 1),
        world: TOOL_WORLD,
        permissions,
      },
      { root: folder, cacheDir: join(this.config.dataDir, 'cache', 'builds') },
    );
  }
}
