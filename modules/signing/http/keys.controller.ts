import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { parseDigest, type Digest } from '@iceos/core/digest';
import { decodeBase64 } from '@iceos/core/encoding';
import { CurrentPrincipal, Requires } from '../../../src/http/access.js';
import { Idempotent } from '../../../src/http/idempotency/idempotent.js';
import type { Principal } from '../../../src/http/principal.js';
import { requestInvalid } from '../../../src/http/validation.pipe.js';
import { SigningService } from '../signing.service.js';
import { ChallengeKey } from '../usecases/challenge-key.js';
import { EnrolKey } from '../usecases/enrol-key.js';
import { RevokeKey } from '../usecases/revoke-key.js';
import { ChallengeResponse, EnrolKeyBody, KeyList, KeyPath, KeyResponse, RevokeKeyBody } from './keys.dto.js';
import { presentChallenge, presentKey } from './keys.presenter.js';

@Controller('api/v1/keys')
export class KeysController {
  constructor(
    private readonly signing: SigningService,
    private readonly challengeKey: ChallengeKey,
    private readonly enrolKey: EnrolKey,
    private readonly revokeKey: RevokeKey,
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
    const key = await this.enrolKey.execute({
      org,
      actor: token,
      name: body.name,
      purpose: body.purpose ?? 'manifest',
      publicKey: bytesOf(body.public_key, '/public_key'),
      challengeId: body.challenge_id,
      proof: bytesOf(body.proof, '/proof'),
    });
    return presentKey(key);
  }

  /** Lists the keys of your org, the newest first. */
  @Get()
  @Requires('keys:read')
  async list(@CurrentPrincipal() { org }: Principal): Promise<KeyList> {
    return { items: (await this.signing.listKeys(org)).map(presentKey) };
  }

  /** One key of your org. */
  @Get(':fingerprint')
  @Requires('keys:read')
  async get(@Param() { fingerprint }: KeyPath, @CurrentPrincipal() { org }: Principal): Promise<KeyResponse> {
    return presentKey(await this.signing.findKey(org, parseDigest(fingerprint) as Digest));
  }

  /** Ends a key of your org: what it signed before goes on to count, nothing after does. */
  @Post(':fingerprint/revoke')
  @HttpCode(200)
  @Requires('keys:write')
  async revoke(
    @Param() { fingerprint }: KeyPath,
    @Body() { reason }: RevokeKeyBody,
    @CurrentPrincipal() { org, token }: Principal,
  ): Promise<KeyResponse> {
    return presentKey(
      await this.revokeKey.execute({
        org,
        actor: token,
        fingerprint: parseDigest(fingerprint) as Digest,
        reason,
      }),
    );
  }
}

/** The pattern of the DTO lets texts through that are no encoding of any bytes (docs/spec/trust.md 1.4). */
function bytesOf(text: string, pointer: string): Uint8Array {
  const bytes = decodeBase64(text);
  if (bytes) return bytes;
  throw requestInvalid([
    { code: 'is-base64', pointer, detail: 'is not the base64 of any bytes', severity: 'error' },
  ]);
}
