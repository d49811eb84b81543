import { Body, Controller, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { parseDigest, type Digest } from '@iceos/core/digest';
import { decodeBase64 } from '@iceos/core/encoding';
import { CurrentPrincipal, Requires } from '../../../src/http/access.js';
import { Idempotent } from '../../../src/http/idempotency/idempotent.js';
import type { Principal } from '../../../src/http/principal.js';
import { requestInvalid } from '../../../src/http/validation.pipe.js';
import { SigningService } from '../signing.service.js';
import { ChallengeKey } from '../usecases/challenge-key.js';
import { EnrolKey } from '../usecases/enrol-key.js';
import type { OfferedKey } from '../usecases/require-possession.js';
import { RevokeKey } from '../usecases/revoke-key.js';
import { RotateKey } from '../usecases/rotate-key.js';
import { SetThreshold } from '../usecases/set-threshold.js';
import type { Approval } from '../signing.types.js';
import {
  ApprovalBody,
  ChallengeResponse,
  EnrolKeyBody,
  KeyList,
  KeyPath,
  KeyResponse,
  RevokeKeyBody,
  ThresholdBody,
  ThresholdResponse,
} from './keys.dto.js';
import { presentChallenge, presentKey } from './keys.presenter.js';

@Controller('api/v1/keys')
export class KeysController {
  constructor(
    private readonly signing: SigningService,
    private readonly challengeKey: ChallengeKey,
    private readonly enrolKey: EnrolKey,
    private readonly rotateKey: RotateKey,
    private readonly revokeKey: RevokeKey,
    private readonly setThreshold: SetThreshold,
  ) {}

  /** Asks for a challenge, to prove possession of a key with. */
  @Post('challenges')
  @Requires('keys:write')
  async challenge(@CurrentPrincipal() { org }: Principal): Promise<ChallengeResponse> {
    return presentChallenge(await this.challengeKey.execute(org), org);
  }

  /** Enrols a public key of your org. Enrolling it again answers with the key as it is. */
  @Post()
  @Requires('keys:write')
  @Idempotent()
  async enrol(
    @Body() body: EnrolKeyBody,
    @CurrentPrincipal() { org, token }: Principal,
  ): Promise<KeyResponse> {
    return presentKey(await this.enrolKey.execute({ org, actor: token, ...offered(body) }));
  }

  /** Lists the keys of your org, the newest first. */
  @Get()
  @Requires('keys:read')
  async list(@CurrentPrincipal() { org }: Principal): Promise<KeyList> {
    return { items: (await this.signing.listKeys(org)).map(presentKey) };
  }

  /** How many keys of your org must sign a manifest. */
  @Get('threshold')
  @Requires('keys:read')
  async getThreshold(@CurrentPrincipal() { org }: Principal): Promise<ThresholdResponse> {
    return { namespace: org, ...(await this.signing.threshold(org)) };
  }

  /** Changes how many keys of your org must sign. As many as must now agree by their signatures. */
  @Put('threshold')
  @Requires('keys:write', 'admin')
  async changeThreshold(
    @Body() { threshold, approvals }: ThresholdBody,
    @CurrentPrincipal() { org, token }: Principal,
  ): Promise<ThresholdResponse> {
    const approved = readApprovals(approvals);
    await this.setThreshold.execute({ org, actor: token, threshold, approvals: approved });
    return { namespace: org, ...(await this.signing.threshold(org)) };
  }

  /** One key of your org. */
  @Get(':fingerprint')
  @Requires('keys:read')
  async get(@Param() { fingerprint }: KeyPath, @CurrentPrincipal() { org }: Principal): Promise<KeyResponse> {
    return presentKey(await this.signing.findKey(org, parseDigest(fingerprint) as Digest));
  }

  /** Puts a new key in the place of one of your org, which signed for it, and ends that one. */
  @Post(':fingerprint/rotate')
  @Requires('keys:write')
  @Idempotent()
  async rotate(
    @Param() { fingerprint }: KeyPath,
    @Body() body: EnrolKeyBody,
    @CurrentPrincipal() { org, token }: Principal,
  ): Promise<KeyResponse> {
    const replaces = parseDigest(fingerprint) as Digest;
    return presentKey(await this.rotateKey.execute({ org, actor: token, replaces, ...offered(body) }));
  }

  /** Ends a key of your org, or with the scope instance any key: what it signed before goes on to count, nothing after does. */
  @Post(':fingerprint/revoke')
  @HttpCode(200)
  @Requires('keys:write')
  async revoke(
    @Param() { fingerprint }: KeyPath,
    @Body() { reason, since }: RevokeKeyBody,
    @CurrentPrincipal() { org, token, scopes }: Principal,
  ): Promise<KeyResponse> {
    return presentKey(
      await this.revokeKey.execute({
        org,
        actor: token,
        operator: scopes.has('instance'),
        fingerprint: parseDigest(fingerprint) as Digest,
        reason,
        since,
      }),
    );
  }
}

function offered(body: EnrolKeyBody): OfferedKey & { readonly approvals: readonly Approval[] } {
  return {
    name: body.name,
    purpose: body.purpose ?? 'manifest',
    publicKey: bytesOf(body.public_key, '/public_key'),
    challengeId: body.challenge_id,
    proof: bytesOf(body.proof, '/proof'),
    approvals: readApprovals(body.approvals ?? []),
  };
}

function readApprovals(approvals: readonly ApprovalBody[]): Approval[] {
  return approvals.map(({ fingerprint, value }, at) => ({
    fingerprint: parseDigest(fingerprint) as Digest,
    value: bytesOf(value, `/approvals/${at}/value`),
  }));
}

/** The pattern of the DTO lets texts through that are no encoding of any bytes (docs/spec/trust.md 1.4). */
function bytesOf(text: string, pointer: string): Uint8Array {
  const bytes = decodeBase64(text);
  if (bytes) return bytes;
  throw requestInvalid([
    { code: 'is-base64', pointer, detail: 'is not the base64 of any bytes', severity: 'error' },
  ]);
}
