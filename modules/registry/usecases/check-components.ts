import { Injectable } from '@nestjs/common';
import type { Archive, ArchiveFile } from '@iceos/core/archive';
import { checkBundle } from '@iceos/core/authored';
import { readBlueprint } from '@iceos/core/blueprint';
import { parseCanonical } from '@iceos/core/canonical';
import type { Finding } from '@iceos/core/errors';
import { refuseUngranted } from '@iceos/core/gate';
import type { Manifest, ManifestComponent, Permission } from '@iceos/core/manifest';
import { Refusal } from '@iceos/core/refusal';
import { WORLDS, type WorldId } from '@iceos/core/world';
import { ComponentCompiler } from '@iceos/runtime/compiler';
import { Checking } from '../../../src/jobs/checking.js';

const VERDICTS_KEPT = 10_000;
/** Documents of agents and workflows may be as large as a blueprint. */
const MAX_DOCUMENT_BYTES = 4 * 1024 * 1024;

/**
 * Asks of every component of a package whether it could run: a WASM component is vetted and compiled in a process of its
 * own (docs/spec/sandbox.md 3 to 5), a document must be what it says, schemas must be usable.
 */
@Injectable()
export class CheckComponents {
  private readonly checked = new Set<string>();

  constructor(
    private readonly compiler: ComponentCompiler,
    private readonly checking: Checking,
  ) {}

  async execute(manifest: Manifest, archive: Archive): Promise<void> {
    await this.requireUsableSchemas(manifest);
    for (const component of manifest.components) {
      if (component.wasm) await this.checkWasm(component, component.wasm, archive);
      else if (component.document) checkDocument(component, bytesAt(archive, component.document.path));
      else
        throw new Refusal('manifest-incomplete', `${component.name} has neither wasm nor document.`, {
          subject: component.name,
          expected: component.node_type === 'tool' ? 'wasm' : 'document',
        });
    }
    if (manifest.kind === 'bundle') checkBundleDocument(archive);
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

function bytesAt(archive: Archive, path: string): Uint8Array {
  const file = archive.files.find((candidate) => candidate.path === path);
  if (!file) throw new Refusal('archive-file-missing', `The archive lacks ${path}.`, { subject: path });
  return file.bytes;
}

/** Documents are canonical, so that one meaning has one digest. */
function checkDocument(component: ManifestComponent, bytes: Uint8Array): void {
  const subject = component.document?.path ?? component.name;
  const parsed = parseCanonical(bytes, { maxBytes: MAX_DOCUMENT_BYTES });
  if (!parsed.ok) {
    throw invalidDocument(subject, subject, [
      { code: parsed.code, pointer: '', detail: parsed.detail, severity: 'error' },
    ]);
  }
  if (component.node_type !== 'workflow') return;
  const blueprint = readBlueprint(parsed.value, 'executable');
  if (!blueprint.ok) throw invalidDocument(subject, subject, blueprint.findings);
}

function checkBundleDocument(archive: Archive): void {
  const parsed = parseCanonical(bytesAt(archive, 'bundle.json'));
  const bundle = parsed.ok ? checkBundle(parsed.value) : undefined;
  if (bundle?.ok) return;
  const findings: readonly Finding[] = bundle?.findings ?? [
    { code: 'not-canonical', pointer: '', detail: 'bundle.json is not canonical JSON', severity: 'error' },
  ];
  throw invalidDocument('bundle.json', 'bundle.json', findings);
}

function invalidDocument(what: string, subject: string, findings: readonly Finding[]): Refusal {
  return new Refusal('component-document-invalid', `${what} is not valid: ${findings[0]?.detail ?? ''}`, {
    subject,
    findings,
  });
}
