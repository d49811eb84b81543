import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AppConfig } from '../../../src/config/app-config.js';
import { originRule } from '../../../src/http/hosts.js';

/** Refuses what pages of other sites send; the door has looked at the host. */
@Injectable()
export class OriginGuard implements CanActivate {
  private readonly refuse: ReturnType<typeof originRule>;

  constructor({ http }: AppConfig) {
    this.refuse = originRule(http.corsOrigins, http.trustedHosts);
  }

  canActivate(context: ExecutionContext): boolean {
    this.refuse(context.switchToHttp().getRequest<FastifyRequest>().headers);
    return true;
  }
}
