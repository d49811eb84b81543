import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ProtocolError } from '@modelcontextprotocol/server';
import { CurrentPrincipal, Requires } from '../../../src/http/access.js';
import { Describes } from '../../../src/http/describe.js';
import { decodeCursor, encodeCursor } from '../../../src/http/page.js';
import type { Principal } from '../../../src/http/principal.js';
import { PageQuery } from '../../../src/http/query.js';
import { requestInvalid } from '../../../src/http/validation.pipe.js';
import { ComponentCatalogue } from '../../registry/component-catalogue.js';
import { ComponentList, type ListedComponent } from '../../registry/component-list.js';
import { scaffold } from '../tools/scaffold.js';
import { ValidateDefinition, type ValidationResult } from '../usecases/validate-definition.js';
import {
  ComponentPath,
  SignedComponentResponse,
  ComponentsResponse,
  ComponentTypePath,
  ComponentTypeResponse,
  ScaffoldBody,
  ScaffoldResponse,
} from './components.dto.js';

const LIST = 'GET /api/mcp/components';
const DEFINITION = {
  type: 'object',
  description: 'A component that is to be written: its type, its name, and what its type needs',
  required: ['type', 'name'],
  properties: {
    type: { type: 'string', enum: ['tool', 'agent', 'workflow', 'code'] },
    name: { type: 'string' },
  },
} as const;
const RESULT = {
  type: 'object',
  required: ['valid', 'errors', 'warnings'],
  properties: {
    valid: { type: 'boolean' },
    errors: { type: 'array', items: { type: 'object' } },
    warnings: { type: 'array', items: { type: 'object' } },
  },
} as const;

/** Components in the words of clients of `/api/mcp`. None is registered here: components are signed and published. */
@Controller(['api/mcp/components', 'api/v1/mcp/components'])
export class ComponentsController {
  constructor(
    private readonly validateDefinition: ValidateDefinition,
    private readonly list: ComponentList,
    private readonly catalogue: ComponentCatalogue,
  ) {}

  /** Says everything that is wrong with the definition of a component. Nothing is registered, built or run. */
  @Post('validate')
  @HttpCode(200)
  @Requires('blueprints:read')
  @Describes({
    requestBody: { required: true, content: { 'application/json': { schema: DEFINITION } } },
    responses: {
      200: { description: 'What was found', content: { 'application/json': { schema: RESULT } } },
    },
  })
  async validate(
    @Body() definition: unknown,
    @CurrentPrincipal() { org }: Principal,
  ): Promise<ValidationResult> {
    try {
      return await this.validateDefinition.execute(org, { definition });
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      throw requestInvalid([{ code: 'definition', pointer: '', detail: error.message, severity: 'error' }]);
    }
  }

  /** Source to begin with. */
  @Post('scaffold')
  @HttpCode(200)
  @Requires('components:read')
  scaffold(@Body() { type, name }: ScaffoldBody): ScaffoldResponse {
    return scaffold(type, name);
  }

  /** What the org has published, and what it may use. */
  @Get()
  @Requires('components:read')
  async all(
    @Query() { limit, cursor }: PageQuery,
    @CurrentPrincipal() { org }: Principal,
  ): Promise<ComponentsResponse> {
    const scope = { org, list: LIST };
    const [after = ''] = decodeCursor(scope, cursor, ['text']) ?? [];
    const { components, next } = await this.list.page(org, String(after), limit);
    return {
      stored: components.filter(({ entry }) => isOwn(entry, org)).map(presentStored),
      registered: components.map(({ entry }) => presentRegistered(entry)),
      next_cursor: next === undefined ? null : encodeCursor(scope, [next]),
    };
  }

  /** The names of the components of a type that the org may use, sorted. */
  @Get(':type')
  @Requires('components:read')
  async ofType(
    @Param() { type }: ComponentTypePath,
    @CurrentPrincipal() { org }: Principal,
  ): Promise<ComponentTypeResponse> {
    const names = await this.catalogue.names(org);
    return { components: [...names[type]] };
  }

  /** One component, as its publisher signed it and the load gate admits it now. It changes by publishing alone. */
  @Get(':type/:name')
  @Requires('components:read')
  async one(
    @Param() { type, name }: ComponentPath,
    @CurrentPrincipal() { org }: Principal,
  ): Promise<SignedComponentResponse> {
    return presentComponent(await this.catalogue.find(org, type, name));
  }
}

type Entry = ListedComponent['entry'];

function isOwn({ origin, coordinates }: Entry, org: string): boolean {
  return origin === 'published' && coordinates.namespace === org;
}

function presentComponent({ entry, about }: ListedComponent): SignedComponentResponse {
  const { namespace, name, version } = entry.coordinates;
  return {
    definition: about,
    namespace,
    version: entry.version,
    package: `${namespace}/${name}@${version}`,
    manifest_digest: entry.manifestDigest,
    digest: entry.digest,
  };
}

function presentRegistered({ nodeType, name, coordinates }: Entry): ComponentsResponse['registered'][number] {
  return { type: nodeType, name, namespace: coordinates.namespace };
}

function presentStored({ entry }: ListedComponent): ComponentsResponse['stored'][number] {
  const { namespace, name, version } = entry.coordinates;
  return {
    ...presentRegistered(entry),
    version: entry.version,
    package: `${namespace}/${name}@${version}`,
  };
}
