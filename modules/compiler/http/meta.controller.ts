import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { NODE_TYPES } from '@iceos/core/schemas';
import { AppConfig } from '../../../src/config/app-config.js';
import { Authenticated, Public } from '../../../src/http/access.js';
import { nodeTypeUnknown } from '../compiler.errors.js';
import { linkHints } from '../usecases/link-hints.js';
import {
  LinkHintsBody,
  LinkHintsResponse,
  ModelsResponse,
  NodeSchemaResponse,
  NodeTypePath,
} from './meta.dto.js';
import { presentModels, presentNodeSchema } from './meta.presenter.js';

/** What every blueprint is made of, for everybody: it says nothing about an org. */
@Controller('api/v1/meta')
export class MetaController {
  constructor(private readonly config: AppConfig) {}

  /** The node types that there are, sorted. */
  @Get('nodes/types')
  @Public()
  types(): string[] {
    return [...NODE_TYPES].sort();
  }

  /** The schema of tool nodes; a route of its own, because `nodes/tool/{name}` is about one tool. */
  @Get('nodes/tool/schema')
  @Public()
  toolSchema(): NodeSchemaResponse {
    return presentNodeSchema('tool');
  }

  /** The JSON Schema of a node of a type, and where edges may begin and end. */
  @Get('nodes/:node_type/schema')
  @Public()
  schema(@Param() { node_type: name }: NodeTypePath): NodeSchemaResponse {
    const type = NODE_TYPES.find((known) => known === name);
    if (!type) throw nodeTypeUnknown(name);
    return presentNodeSchema(type);
  }

  /** The names that templates of a node use and that nothing gives: what to connect it with. */
  @Post('nodes/link-hints')
  @HttpCode(200)
  @Authenticated()
  hints(@Body() body: LinkHintsBody): LinkHintsResponse {
    const { target_prompt: prompt, target_args: args, upstream_ids: upstream } = body;
    return { suggestions: linkHints({ nodeId: body.node_id, prompt, args, upstream }) };
  }

  /** The models that blueprints may name here, with their prices. */
  @Get('models')
  @Public()
  models(): ModelsResponse {
    return presentModels(this.config.models.catalogue);
  }
}
