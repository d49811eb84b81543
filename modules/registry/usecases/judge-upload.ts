import { readFile } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { matchArchive, readArchive, type Archive } from '@iceos/core/archive';
import { EVIDENCE_KINDS, REGISTRY_EVIDENCE } from '@iceos/core/evidence';
import type { AdmittedManifest } from '@iceos/core/gate';
import { MAX_MANIFEST_BYTES } from '@iceos/core/manifest';
import { Refusal } from '@iceos/core/refusal';
import { LoadGate } from '@iceos/runtime/gate';
import { SigningService } from '../../signing/signing.service.js';
import { CheckComponents } from './check-components.js';
import type { PublishInput } from './publish-version.js';
import { RequireDependencies } from './require-dependencies.js';

/** Everything that is asked of a package before it may be published; says no with a `Refusal`. */
@Injectable()
export class JudgeUpload {
  constructor(
    private readonly gate: LoadGate,
    private readonly signing: SigningService,
    private readonly components: CheckComponents,
    private readonly dependencies: RequireDependencies,
  ) {}

  /** The manifest: canonical, complete, signed by a key of the namespace, and about what the request is about. */
  manifest({ org, coordinates, manifest }: PublishInput): AdmittedManifest {
    if (coordinates.namespace !== org) {
      throw new Refusal(
        'namespace-forbidden',
        `Your org ${org} does not own the namespace ${coordinates.namespace}.`,
        {
          subject: coordinates.namespace,
          expected: org,
          found: coordinates.namespace,
        },
      );
    }
    if (manifest.length > MAX_MANIFEST_BYTES) {
      throw new Refusal('manifest-too-large', `The manifest has ${manifest.length} bytes.`, {
        subject: 'manifest',
        expected: `at most ${MAX_MANIFEST_BYTES} bytes`,
      });
    }
    // No publish sequence yet, so a key that was revoked at all is refused (docs/spec/trust.md 3.3).
    const admitted = this.gate.admit(manifest, { unpublished: true });
    this.requireProvable(admitted);
    for (const member of ['namespace', 'name', 'version'] as const) {
      if (admitted.coordinates[member] === coordinates[member]) continue;
      throw new Refusal(
        'namespace-mismatch',
        `The manifest says ${member} ${admitted.coordinates[member]}, the address says ${coordinates[member]}.`,
        {
          subject: 'manifest',
          expected: coordinates[member],
          found: admitted.coordinates[member],
        },
      );
    }
    return admitted;
  }

  /** Refuses a version that could never be loaded, because this registry has no such evidence to give (docs/spec/trust.md 4.5). */
  private requireProvable({ manifest }: AdmittedManifest): void {
    const witnessed = this.signing.snapshot().witnesses !== undefined;
    const given: readonly string[] = witnessed ? EVIDENCE_KINDS : REGISTRY_EVIDENCE;
    const lacking = manifest.required_evidence?.find((kind) => !given.includes(kind));
    if (lacking === undefined) return;
    throw new Refusal('evidence-missing', `This registry gives no evidence of the kind ${lacking}.`, {
      subject: 'manifest',
      expected: given.join(', '),
      found: lacking,
    });
  }

  /** The archive: the one that was signed, exactly the listed files, and every component fit to run. */
  async archive({ org, archive: upload }: PublishInput, admitted: AdmittedManifest): Promise<Archive> {
    const { manifest } = admitted;
    const archive = await readArchive(await readFile(upload.path));
    matchArchive(archive, manifest);
    await this.dependencies.execute(org, manifest);
    await this.components.execute(admitted, archive);
    return archive;
  }
}
