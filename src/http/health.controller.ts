import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { AppConfig } from '../config/app-config.js';
import { Public, Unlimited } from './access.js';
import { Lifecycle } from './lifecycle.js';
import { Readiness, type ReadinessReport } from './readiness.js';

/** Liveness, readiness and who this is. Open to anybody, never limited. */
@Controller()
export class HealthController {
  constructor(
    private readonly config: AppConfig,
    private readonly readiness: Readiness,
    private readonly lifecycle: Lifecycle,
  ) {}

  /** The process answers. */
  @Get(['livez', 'healthz'])
  @Public()
  @Unlimited()
  live(): { status: 'live' } {
    return { status: 'live' };
  }

  @Get('health')
  @Public()
  @Unlimited()
  health(): { ok: true } {
    return { ok: true };
  }

  /** Every dependency is there and the start is complete; 503 and the reason otherwise. */
  @Get('readyz')
  @Public()
  @Unlimited()
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<ReadinessReport> {
    const report = await this.readiness.report(this.lifecycle.stopping.aborted);
    void reply.header('cache-control', 'no-store');
    if (!report.ok) void reply.status(503).header('retry-after', 1);
    return report;
  }

  @Get()
  @Public()
  @Unlimited()
  root(): { message: string; version: string; docs: string } {
    return { message: 'iceOS', version: this.config.build.version, docs: '/docs' };
  }

  @Get('api/v1/meta/version')
  @Public()
  @Unlimited()
  version(): { version: string; git_sha: string; build_time: string } {
    const { version, gitSha, builtAt } = this.config.build;
    return { version, git_sha: gitSha ?? 'unknown', build_time: builtAt ?? 'unknown' };
  }
}
