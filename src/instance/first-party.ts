import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { encodeBase64 } from '@iceos/core/encoding';
import { CodedError } from '@iceos/core/errors';
import { fingerprintOf } from '@iceos/core/keys';
import { parseNamespace, parsePackageName, parseVersion, type Coordinates } from '@iceos/core/names';
import type { SigningKey } from '@iceos/core/signing';
import type { Release } from '@iceos/sdk/release';
import { IdentityService } from '../../modules/identity/identity.service.js';
import { FIRST_PARTY, RegistryService } from '../../modules/registry/registry.service.js';
import { SigningService } from '../../modules/signing/signing.service.js';
import { AppConfig } from '../config/app-config.js';
import { PROJECT_ROOT } from '../config/project.js';
import type { Banner } from './banner.js';
import { FrontDoor } from './front-door.js';

/** Kits before bundles: a bundle needs its kits to be there. */
const ROOMS = ['kits', 'bundles'];
const TOKEN_LIFETIME_MS = 3_600_000;

/**
 * Publishes the kits and bundles that come with iceOS under a key of this instance, where a version is not there yet: built
 * from their sources, signed, and sent through the public route. Never in production, which imports signed releases.
 */
export class FirstParty {
  private readonly config: AppConfig;
  private readonly registry: RegistryService;
  private readonly signing: SigningService;
  private readonly identity: IdentityService;

  constructor(
    private readonly app: NestFastifyApplication,
    private readonly banner: Banner,
  ) {
    this.config = app.get(AppConfig);
    this.registry = app.get(RegistryService, { strict: false });
    this.signing = app.get(SigningService, { strict: false });
    this.identity = app.get(IdentityService, { strict: false });
  }

  async publishMissing(): Promise<void> {
    if (this.config.production || this.config.plugins.manifests !== undefined) return;
    const missing: string[] = [];
    for (const folder of foldersOfPackages()) if (!(await this.isPublished(folder))) missing.push(folder);
    if (missing.length === 0) return;
    await this.identity.ensureOrg(FIRST_PARTY, 'iceOS');
    const key = await this.signing.ensurePrivateKey(
      join(this.config.dataDir, 'keys', 'iceos.key'),
      'iceos-first-party',
      'manifest',
    );
    const door = await this.openDoor();
    await this.enrol(key, door);
    await this.publish(missing, key, door);
  }

  private async isPublished(folder: string): Promise<boolean> {
    try {
      await this.registry.version(FIRST_PARTY, await coordinatesIn(folder));
      return true;
    } catch (error) {
      if (error instanceof CodedError && error.code === 'version-not-found') return false;
      throw error;
    }
  }

  private async openDoor(): Promise<FrontDoor> {
    const { token } = await this.identity.issueToken({
      org: parseNamespace(FIRST_PARTY),
      scopes: ['keys:write', 'components:write'],
      expiresAt: new Date(Date.now() + TOKEN_LIFETIME_MS),
    });
    const [trusted] = this.config.http.trustedHosts;
    return new FrontDoor(this.app, token, trusted?.replace('*', 'instance') ?? 'localhost');
  }

  private async enrol(key: SigningKey, door: FrontDoor): Promise<void> {
    if (this.signing.snapshot().keys.has(fingerprintOf(key.publicKey))) return;
    const challenge = await door.post<{ challenge_id: string; challenge: string; namespace: string }>(
      '/api/v1/keys/challenges',
      {},
    );
    const publicKey = encodeBase64(key.publicKey);
    const statement = {
      challenge: challenge.challenge,
      namespace: challenge.namespace,
      public_key: publicKey,
      purpose: 'manifest',
    };
    const proof = encodeBase64(key.signStatement('iceos-key-possession-v1', statement));
    await door.post('/api/v1/keys', {
      name: key.name,
      public_key: publicKey,
      challenge_id: challenge.challenge_id,
      proof,
    });
  }

  /** One after the other, as bundles need their kits; while one is checked, the next is built. */
  private async publish(folders: readonly string[], key: SigningKey, door: FrontDoor): Promise<void> {
    let ahead = this.release(folders[0], key);
    for (const [index, folder] of folders.entries()) {
      const released = ahead;
      ahead = this.release(folders[index + 1], key);
      // A build that fails while another package is being published is told when its turn comes.
      ahead.catch(() => undefined);
      try {
        const release = await released;
        if (release) await send(release, door);
      } catch (error) {
        this.banner.refuse(folder, error);
      }
    }
  }

  private async release(folder: string | undefined, key: SigningKey): Promise<Release | undefined> {
    if (folder === undefined) return undefined;
    const { buildPackage, packPackage } = await import('@iceos/sdk/build');
    const { signRelease } = await import('@iceos/sdk/release');
    const built = await buildPackage(folder, { cacheDir: join(this.config.dataDir, 'cache', 'builds') });
    return signRelease(await packPackage(built), key, this.signing.snapshot().rootId);
  }
}

async function send({ manifest, archive, coordinates }: Release, door: FrontDoor): Promise<void> {
  const form = new FormData();
  form.set('manifest', new Blob([Uint8Array.from(manifest)], { type: 'application/json' }), 'plugins.json');
  form.set('archive', new Blob([Uint8Array.from(archive)], { type: 'application/gzip' }), 'package.ice.tgz');
  const { namespace, name, version } = coordinates;
  await door.postForm(`/api/v1/packages/${namespace}/${name}/${version}?visibility=public`, form);
}

/** What kit.yaml or bundle.yaml says; the SDK, which would say more, is only loaded when something is to be built. */
async function coordinatesIn(folder: string): Promise<Coordinates> {
  const { parse } = await import('yaml');
  const [file] = ['kit.yaml', 'bundle.yaml'].map((name) => join(folder, name)).filter(existsSync);
  const { namespace, name, version } = parse(
    await readFile(file ?? join(folder, 'kit.yaml'), 'utf8'),
  ) as Record<string, unknown>;
  return {
    namespace: parseNamespace(namespace ?? FIRST_PARTY),
    name: parsePackageName(name),
    version: parseVersion(version),
  };
}

function foldersOfPackages(): string[] {
  return ROOMS.flatMap((room) => {
    const path = join(PROJECT_ROOT, room);
    if (!existsSync(path)) return [];
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(path, entry.name))
      .sort();
  });
}
