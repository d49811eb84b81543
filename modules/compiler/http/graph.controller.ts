import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { buildGraph, type Graph } from '@iceos/core/graph';
import { impactOf } from '@iceos/core/graph-metrics';
import { CurrentPrincipal, Requires } from '../../../src/http/access.js';
import type { Principal } from '../../../src/http/principal.js';
import { nodeNotFound } from '../compiler.errors.js';
import { CompilerService } from '../compiler.service.js';
import type { StoredBlueprint } from '../compiler.types.js';
import { BlueprintPath } from './blueprints.dto.js';
import {
  GraphAnalysisResponse,
  GraphLayoutResponse,
  GraphMetricsResponse,
  NodeImpactResponse,
  NodePath,
} from './graph.dto.js';
import { presentAnalysis, presentImpact, presentLayout, presentMetrics } from './graph.presenter.js';
import { sendLock } from '../../../src/http/version-lock.js';

/** What the graph of a blueprint is like. All of it follows from the version, so whoever has that is told 304. */
@Controller('api/v1/blueprints/:id')
export class GraphController {
  constructor(private readonly compiler: CompilerService) {}

  /** Counts, levels, the critical path, and nodes that much leads through. */
  @Get('graph/metrics')
  @Requires('blueprints:read')
  metrics(
    @Param() { id }: BlueprintPath,
    @CurrentPrincipal() { org }: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<GraphMetricsResponse | undefined> {
    return this.answer({ org, id, request, reply }, presentMetrics);
  }

  /** The same, and what is known of each node. */
  @Get('graph/analysis')
  @Requires('blueprints:read')
  analysis(
    @Param() { id }: BlueprintPath,
    @CurrentPrincipal() { org }: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<GraphAnalysisResponse | undefined> {
    return this.answer({ org, id, request, reply }, presentAnalysis);
  }

  /** Where to draw each node: from left to right by level, nested ones inside. The same version is drawn alike always. */
  @Get('graph/layout')
  @Requires('blueprints:read')
  layout(
    @Param() { id }: BlueprintPath,
    @CurrentPrincipal() { org }: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<GraphLayoutResponse | undefined> {
    return this.answer({ org, id, request, reply }, presentLayout);
  }

  /** What a node waits for, and what hangs on it. */
  @Get('nodes/:node_id/impact')
  @Requires('blueprints:read')
  impact(
    @Param() { id, node_id: node }: NodePath,
    @CurrentPrincipal() { org }: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<NodeImpactResponse | undefined> {
    return this.answer({ org, id, request, reply }, (blueprint, graph) => {
      const impact = impactOf(graph, node);
      if (!impact) throw nodeNotFound(node);
      return presentImpact(blueprint, impact);
    });
  }

  private async answer<Answer>(
    { org, id, request, reply }: Asked,
    present: (blueprint: StoredBlueprint, graph: Graph) => Answer,
  ): Promise<Answer | undefined> {
    const blueprint = await this.compiler.get(org, id);
    const answer = present(blueprint, buildGraph(blueprint.body.nodes).graph);
    return sendLock(request, reply, blueprint.lock) ? undefined : answer;
  }
}

interface Asked {
  readonly org: string;
  readonly id: string;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}
