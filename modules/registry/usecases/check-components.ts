import { Injectable } from '@nestjs/common';
import type { Archive, ArchiveFile } from '@iceos/core/archive';
import { refuseUngranted, type AdmittedManifest } from '@iceos/core/gate';
import type { Manifest, ManifestComponent, Permission } from '@iceos/core/manifest';
import { Refusal } from '@iceos/core/refusal';
import { WORLDS, type WorldId } from '@iceos/core/world';
import { ComponentCompiler } from '@iceos/runtime/compiler';
import { Checking } from '../../../src/jobs/checking.js';
import { CheckDocuments, invalidDocument } from './check-documents.js';

const VERDICTS_KEPT = 10_000;

/**
 * Asks of every component of a package whether it could run: a WASM component is vetted and compiled in a process of its
 * own (docs/spec/sandbox.md 3 to 5), schemas must be usable, and documents what they say.
 */
@Injectable()
export class CheckComponents {
  private readonly checked = new Set<string>();

  constructor(
    private readonly compiler: ComponentCompiler,
    private readonly checking: Checking,
    private readonly documents: CheckDocuments,
  ) {}

  async execute(admitted: AdmittedManifest, archive: Archive): Promise<void> {
    const { manifest } = admitted;
    await this.requireUsableSchemas(manifest);
    for (const component of manifest.components) {
      if (component.wasm) await this.checkWasm(component, component.wasm, archive);
      else if (!component.document)
        throw new Refusal('manifest-incomplete', `${component.name} has neither wasm nor document.`, {
          subject: component.name,
          expected: component.node_type === 'tool' ? 'wasm' : 'document',
        });
    }
    await this.documents.execute(admitted, archive);
  }

  /** Schemas come from strangers and are read on every call, so they are bounded and understood before that. */
  private async requireUsableSchemas({ namespace = '', components, schemas = {} }: Manifest): Promise<void> {
    const own = components.flatMap(({ name, schema = {} }) =>
      Object.entries(schema).map(
        ([side, value]) => [`the ${side} schema of ${name}`, { schemas, ...value }] as const,
      ),
    );
    const all = [...own, ...Object.entries(schemas)];
    const checked = await this.checking.checkSchemas(
      namespace,
      all.map(([, schema]) => schema),
    );
    for (const [at, [what]] of all.entries()) {
      const findings = (checked[at] ?? []).filter(({ severity }) => severity === 'error');
      if (findings.length > 0) throw invalidDocument(what, what, findings);
    }
  }

  private async checkWasm(
    component: ManifestComponent,
    wasm: { path: string; world: string },
    archive: Archive,
  ): Promise<void> {
    if (!Object.hasOwn(WORLDS, wasm.world)) {
      throw new Refusal(
        'component-export-mismatch',
        `${component.name} names a world that does not exist: ${wasm.world}.`,
        {
          subject: wasm.path,
          expected: Object.keys(WORLDS).join(', '),
          found: wasm.world,
        },
      );
    }
    const file = archive.files.find(({ path }) => path === wasm.path);
    if (!file)
      throw new Refusal('archive-file-missing', `The archive lacks ${wasm.path}.`, { subject: wasm.path });
    await this.checkOnce(file, wasm.path, wasm.world as WorldId, component.permissions ?? []);
  }

  /** The verdict about a component is the same whenever the same bytes come with the same permissions. */
  private async checkOnce(
    { sha256: digest, bytes }: ArchiveFile,
    subject: string,
    world: WorldId,
    permissions: readonly Permission[],
  ): Promise<void> {
    // What the operator of a cluster grants is asked there, at the load.
    refuseUngranted(permissions, { virtualWasi: true }, subject);
    const declared = permissions.map(({ interface: name, version }) => `${name}@${version}`).sort();
    const id = [digest, world, ...declared].join(' ');
    if (this.checked.has(id)) return;
    await this.compiler.check({ digest, bytes, subject, world, permissions });
    if (this.checked.size >= VERDICTS_KEPT) this.checked.clear();
    this.checked.add(id);
  }
}
