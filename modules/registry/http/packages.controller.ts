import { Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  parseNamespace,
  parsePackageName,
  parseReference,
  parseVersion,
  type Coordinates,
} from '@iceos/core/names';
import { BlobStore } from '@iceos/runtime/blobs';
import { Accepts, CurrentPrincipal, Requires } from '../../../src/http/access.js';
import { Describes } from '../../../src/http/describe.js';
import { decodeCursor, encodeCursor, linkNext, presentPage } from '../../../src/http/page.js';
import type { Principal } from '../../../src/http/principal.js';
import { PageQuery } from '../../../src/http/query.js';
import { RegistryService } from '../registry.service.js';
import { PublishVersion } from '../usecases/publish-version.js';
import {
  PackagePage,
  PackagePath,
  PublishQuery,
  PublishReceiptResponse,
  ResolvedComponentResponse,
  ResolveQuery,
  VersionDetailResponse,
  VersionList,
  VersionPath,
} from './packages.dto.js';
import { presentComponent, presentDetail, presentReceipt, presentVersion } from './packages.presenter.js';
import { readUpload } from './upload.js';

const LIST = 'GET /api/v1/packages';
const FORM = {
  required: true,
  content: {
    'multipart/form-data': {
      schema: {
        type: 'object',
        required: ['manifest', 'archive'],
        properties: {
          manifest: { type: 'string', description: 'The signed manifest, canonical JSON' },
          archive: { type: 'string', format: 'binary', description: 'The package archive, .ice.tgz' },
        },
      },
    },
  },
};

@Controller('api/v1')
export class PackagesController {
  constructor(
    private readonly registry: RegistryService,
    private readonly publishVersion: PublishVersion,
    private readonly blobs: BlobStore,
  ) {}

  /** Publishes a version. Publishing the same bytes again answers with the same receipt. */
  @Post('packages/:namespace/:name/:version')
  @Requires('components:write')
  @Accepts('multipart/form-data')
  @Describes({ requestBody: FORM })
  async publish(
    @Param() path: VersionPath,
    @Query() { visibility }: PublishQuery,
    @CurrentPrincipal() { org, token }: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PublishReceiptResponse> {
    const coordinates = coordinatesOf(path);
    const { manifest, archive } = await readUpload(request, this.blobs);
    try {
      const receipt = await this.publishVersion.execute({
        org,
        actor: token,
        coordinates,
        manifest,
        archive,
        visibility,
      });
      void reply.status(receipt.created ? 201 : 200);
      return presentReceipt(receipt);
    } finally {
      await archive.discard();
    }
  }

  /** Lists packages, each by its newest version, newest first. */
  @Get('packages')
  @Requires('components:read')
  async list(
    @Query() { limit, cursor }: PageQuery,
    @CurrentPrincipal() { org }: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PackagePage> {
    const scope = { org, list: LIST };
    const [before] = decodeCursor(scope, cursor, ['integer']) ?? [];
    const rows = await this.registry.listPackages(
      org,
      limit + 1,
      before === undefined ? undefined : Number(before),
    );
    const page = presentPage(rows, limit, ({ sequence }) => encodeCursor(scope, [sequence]), presentVersion);
    linkNext(request, reply, page);
    return { items: [...page.items], next_cursor: page.next_cursor };
  }

  /** Versions of a package, the newest publish first. */
  @Get('packages/:namespace/:name')
  @Requires('components:read')
  async versions(
    @Param() { namespace, name }: PackagePath,
    @CurrentPrincipal() { org }: Principal,
  ): Promise<VersionList> {
    const versions = await this.registry.listVersions(org, parseNamespace(namespace), parsePackageName(name));
    return { items: versions.map(presentVersion) };
  }

  /** One version with its components. */
  @Get('packages/:namespace/:name/:version')
  @Requires('components:read')
  async get(
    @Param() path: VersionPath,
    @CurrentPrincipal() { org }: Principal,
  ): Promise<VersionDetailResponse> {
    const { version, components } = await this.registry.version(org, coordinatesOf(path));
    return presentDetail(version, components);
  }

  /** The component that a reference means. */
  @Get('components/resolve')
  @Requires('components:read')
  async resolve(
    @Query() { reference }: ResolveQuery,
    @CurrentPrincipal() { org }: Principal,
  ): Promise<ResolvedComponentResponse> {
    const found = await this.registry.resolve({ org, reference: parseReference(reference) });
    return { ...presentComponent(found), manifest_digest: found.manifestDigest };
  }
}

export function coordinatesOf({ namespace, name, version }: VersionPath): Coordinates {
  return {
    namespace: parseNamespace(namespace),
    name: parsePackageName(name),
    version: parseVersion(version),
  };
}
