import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CurrentPrincipal, Requires } from '../../../src/http/access.js';
import type { Principal } from '../../../src/http/principal.js';
import { BuilderService } from '../builder.service.js';
import { PreviewCode } from '../usecases/preview-code.js';
import { Behind } from './enabled.guard.js';
import {
  ApplyBody,
  PlanBody,
  PlanResponse,
  PreviewBody,
  PreviewResponse,
  ProposeBody,
  SketchedResponse,
} from './planning.dto.js';
import { presentPreview, presentSketch } from './planning.presenter.js';

/** Plans and tries: nothing of it is stored. */
@Controller('api/v1/builder')
export class PlanningController {
  constructor(
    private readonly builder: BuilderService,
    private readonly previewCode: PreviewCode,
  ) {}

  /** Nodes that would do what the text says, as changes of a canvas. No model is asked: the same text gives the same plan. */
  @Post('suggest')
  @HttpCode(200)
  @Requires('blueprints:read')
  @Behind('planning')
  suggest(@Body() { text, canvas_state, provider, model, temperature }: PlanBody): PlanResponse {
    const { patches, hints, usd } = this.builder.plan({ text, provider, model, temperature }, canvas_state);
    return { ...hints, patches, cost_estimate_usd: usd };
  }

  /** A partial blueprint that would do what the text says, after `base` where there is one. */
  @Post('propose')
  @HttpCode(200)
  @Requires('blueprints:read')
  @Behind('planning')
  async propose(
    @Body() { text, base = {} }: ProposeBody,
    @CurrentPrincipal() { org }: Principal,
  ): Promise<SketchedResponse> {
    return presentSketch(await this.builder.propose(org, text, base));
  }

  /** A partial blueprint with patches applied to it, and what it lacks then. */
  @Post('apply')
  @HttpCode(200)
  @Requires('blueprints:read')
  @Behind('planning')
  async apply(
    @Body() { blueprint, patches }: ApplyBody,
    @CurrentPrincipal() { org }: Principal,
  ): Promise<SketchedResponse> {
    return presentSketch(await this.builder.apply(org, blueprint, patches));
  }

  /** Runs code once in the sandbox, as a code node would. Code that may not begin is 400; code that fails is an answer. */
  @Post('preview/tool')
  @HttpCode(200)
  @Requires('runs:write')
  @Behind('preview')
  async preview(
    @Body() { language, code, inputs, imports, timeout_seconds: seconds }: PreviewBody,
    @CurrentPrincipal() { org, project }: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PreviewResponse> {
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const { signal } = gone;
    return presentPreview(
      await this.previewCode.execute({ org, project, language, code, inputs, imports, seconds, signal }),
    );
  }
}
