import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { NODE_TYPES } from '@iceos/core/schemas';
import { RUN_NODE_TYPES } from '@iceos/runtime/interpreter';
import { AppConfig } from '../../../src/config/app-config.js';
import { CurrentPrincipal, Requires } from '../../../src/http/access.js';
import { decodeCursor, encodeCursor, linkNext } from '../../../src/http/page.js';
import type { Principal } from '../../../src/http/principal.js';
import { ComponentCatalogue } from '../component-catalogue.js';
import {
  CatalogueQuery,
  CatalogueResponse,
  ComponentNamesResponse,
  RegistryHealthResponse,
  ToolInfo,
  ToolPath,
} from './catalogue.dto.js';
import { presentCatalogue, presentToolInfo } from './catalogue.presenter.js';

const LIST = 'GET /api/v1/meta/nodes';

/** What an org may name in its blueprints. It holds what the org has published, so all of it needs a token. */
@Controller('api/v1')
export class CatalogueController {
  constructor(
    private readonly config: AppConfig,
    private readonly catalogue: ComponentCatalogue,
  ) {}

  /** The components by type, tools with all that a form needs to ask for their inputs. */
  @Get('meta/nodes')
  @Requires('components:read')
  async nodes(
    @Query() { limit, cursor }: CatalogueQuery,
    @CurrentPrincipal() { org }: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CatalogueResponse> {
    const scope = { org, list: LIST };
    const [after = ''] = decodeCursor(scope, cursor, ['text']) ?? [];
    const page = await this.catalogue.page(org, String(after), limit);
    const next_cursor = page.next === undefined ? null : encodeCursor(scope, [page.next]);
    linkNext(request, reply, { items: [], next_cursor });
    return presentCatalogue(page, next_cursor);
  }

  /** One tool. That of the name `schema` is found by its full name. */
  @Get('meta/nodes/tool/:tool_name')
  @Requires('components:read')
  async tool(
    @Param() { tool_name: name }: ToolPath,
    @CurrentPrincipal() { org }: Principal,
  ): Promise<ToolInfo> {
    return presentToolInfo(await this.catalogue.find(org, 'tool', name));
  }

  /** The names of all components, by type. */
  @Get('meta/components')
  @Requires('components:read')
  async components(@CurrentPrincipal() { org }: Principal): Promise<ComponentNamesResponse> {
    const { tool, agent, workflow } = await this.catalogue.names(org);
    return { tools: [...tool], agents: [...agent], workflows: [...workflow] };
  }

  @Get('tools')
  @Requires('components:read')
  async tools(@CurrentPrincipal() { org }: Principal): Promise<string[]> {
    return [...(await this.catalogue.names(org)).tool];
  }

  @Get('agents')
  @Requires('components:read')
  async agents(@CurrentPrincipal() { org }: Principal): Promise<string[]> {
    return [...(await this.catalogue.names(org)).agent];
  }

  @Get('workflows')
  @Requires('components:read')
  async workflows(@CurrentPrincipal() { org }: Principal): Promise<string[]> {
    return [...(await this.catalogue.names(org)).workflow];
  }

  /** What can be used and run here, and within which limits. */
  @Get('meta/registry/health')
  @Requires('components:read')
  async health(@CurrentPrincipal() { org }: Principal): Promise<RegistryHealthResponse> {
    const { tool, agent } = await this.catalogue.names(org);
    const { wasm, timeoutSeconds, memoryMb, cpuSeconds } = this.config.sandbox;
    return {
      tools_count: tool.length,
      agents_count: agent.length,
      missing_executors: NODE_TYPES.filter((type) => !RUN_NODE_TYPES.has(type)).sort(),
      tools: [...tool],
      agents: [...agent],
      wasm: { enabled: wasm, arch: process.arch },
      resource_governance: {
        defaults: {
          timeout_seconds: timeoutSeconds,
          memory_limit_mb: memoryMb,
          cpu_limit_seconds: cpuSeconds,
        },
      },
    };
  }
}
