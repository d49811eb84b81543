import { Injectable } from '@nestjs/common';
import type { Archive } from '@iceos/core/archive';
import { checkBundle } from '@iceos/core/authored';
import { parseCanonical } from '@iceos/core/canonical';
import type { Finding } from '@iceos/core/errors';
import type { AdmittedManifest } from '@iceos/core/gate';
import type { ManifestComponent } from '@iceos/core/manifest';
import { parseVersion } from '@iceos/core/names';
import { Refusal } from '@iceos/core/refusal';
import { INTERPRETER_ABI } from '@iceos/runtime/interpreter';
import { AppConfig } from '../../../src/config/app-config.js';
import { Checking } from '../../../src/jobs/checking.js';
import { bytesIn, copyIn, UploadedComponents } from '../catalog/uploaded-components.js';
import { ComponentDirectory } from '../component-directory.js';
import { CODE_RUNNER, ComponentTable } from '../component-table.js';

/** What stands in a package is signed, so code may stand in it. */
const WORKFLOW = {
  level: 'executable',
  policy: { inlineCode: true },
  freezing: { interpreterAbi: INTERPRETER_ABI, codeRunner: CODE_RUNNER },
} as const;
/** What only the cluster that runs it can say: which models it has. */
const ELSEWHERE: ReadonlySet<string> = new Set(['model-unknown']);

/**
 * Asks of the documents of a package whether they could run: a workflow is checked and frozen as the compiler does it
 * (docs/spec/blueprint.md 6), with the components of its own package and those that its org may use.
 */
@Injectable()
export class CheckDocuments {
  constructor(
    private readonly directory: ComponentDirectory,
    private readonly checking: Checking,
    private readonly config: AppConfig,
  ) {}

  async execute(admitted: AdmittedManifest, archive: Archive): Promise<void> {
    const { manifest } = admitted;
    const policy = { iceosVersion: parseVersion(this.config.build.version), virtualWasi: true };
    const source = new UploadedComponents(this.directory, admitted, archive, policy);
    for (const component of manifest.components) {
      const { path } = component.document ?? {};
      if (path !== undefined) await this.check(component, path, admitted, archive, source);
    }
    if (manifest.kind === 'bundle') checkBundleDocument(archive, manifest.components);
  }

  private async check(
    { node_type: type }: ManifestComponent,
    path: string,
    { coordinates }: AdmittedManifest,
    archive: Archive,
    source: UploadedComponents,
  ): Promise<void> {
    const { namespace } = coordinates;
    const { lookUp } = new ComponentTable(source, namespace, CODE_RUNNER);
    const document = { bytes: copyIn(archive, path) };
    const findings =
      type === 'workflow'
        ? (await this.checking.check(namespace, { document, ...WORKFLOW }, lookUp)).findings
        : await this.checking.checkAgent(namespace, document, lookUp);
    const errors = findings.filter(({ code, severity }) => severity === 'error' && !ELSEWHERE.has(code));
    if (errors.length > 0) throw invalidDocument(path, path, errors);
  }
}

function checkBundleDocument(archive: Archive, components: readonly ManifestComponent[]): void {
  const path = 'bundle.json';
  const parsed = parseCanonical(bytesIn(archive, path));
  if (!parsed.ok)
    throw invalidDocument(path, path, [
      { code: parsed.code, pointer: '', detail: parsed.detail, severity: 'error' },
    ]);
  const bundle = checkBundle(parsed.value);
  if (!bundle.ok) throw invalidDocument(path, path, bundle.findings);
  const { entrypoint } = bundle.value;
  if (components.some(({ name, node_type: type }) => name === entrypoint && type === 'workflow')) return;
  const detail = `The manifest lists no workflow ${entrypoint}, with which the bundle is to begin.`;
  throw invalidDocument(path, path, [
    { code: 'entrypoint-missing', pointer: '/entrypoint', detail, severity: 'error' },
  ]);
}

export function invalidDocument(what: string, subject: string, findings: readonly Finding[]): Refusal {
  return new Refusal('component-document-invalid', `${what} is not valid: ${findings[0]?.detail ?? ''}`, {
    subject,
    findings,
  });
}
