import { Controller, Get, Param } from '@nestjs/common';
import { parseDigest, type Digest } from '@iceos/core/digest';
import type { EvidenceDocument } from '@iceos/core/evidence';
import { CurrentPrincipal, Requires, Unlimited } from '../../../src/http/access.js';
import { answers, Describes } from '../../../src/http/describe.js';
import type { Principal } from '../../../src/http/principal.js';
import { RegistryService } from '../registry.service.js';
import { EvidencePath } from './packages.dto.js';

/** What shows that a version is in the log, for whoever may read its manifest. */
@Controller('api/v1/evidence')
export class EvidenceController {
  constructor(private readonly registry: RegistryService) {}

  /** The evidence of a version under the newest checkpoint: record, proofs, snapshot and statements. */
  @Get(':manifest_digest')
  @Describes({ responses: answers('application/json', 'The evidence, evidence.v0') })
  @Requires('components:read')
  @Unlimited()
  get(
    @Param() { manifest_digest }: EvidencePath,
    @CurrentPrincipal() { org }: Principal,
  ): Promise<EvidenceDocument> {
    return this.registry.evidence(org, parseDigest(manifest_digest) as Digest);
  }
}
