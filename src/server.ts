import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import type { AppConfig } from './config/app-config.js';
import { openFoundations, type OpenFoundations } from './foundations.js';
import { createAdapter } from './http/adapter.js';
import { currentCall } from './http/call.js';
import { installDoor } from './http/door.js';
import { watchConnections } from './http/drain.js';
import { Lifecycle } from './http/lifecycle.js';
import { RequestLimits } from './http/limits.js';
import { Authenticator } from './http/principal.js';
import { announceServer, withdrawServer } from './instance/announcement.js';
import { Banner } from './instance/banner.js';
import { addFirstStart } from './instance/first-start.js';
import { prepareDatabase } from './prepare-database.js';
import type { Stoppable } from './process-lifetime.js';
import { Startup } from './jobs/startup.js';
import { watchRequests } from './telemetry/access-log.js';
import { createLogger, nestLogger } from './telemetry/logging.js';

export interface RunningServer extends Stoppable {
  /** Resolves when every start-up step is done or the server is stopping; rejects with the first failure. */
  readonly ready: Promise<void>;
}

/** How long requests may go on after the server was told to stop. */
const DRAIN_MS = 20_000;

/** Opens the database, listens, and then does what is to be done before the server is ready. */
export async function startServer(config: AppConfig, warnings: readonly string[]): Promise<RunningServer> {
  const logger = createLogger(config, logContext);
  for (const warning of warnings) logger.warn({ context: 'config' }, warning);
  const modules = import('./app.module.js');
  const foundations = await openFoundations(
    config,
    modules.then(({ ENTITIES }) => ENTITIES),
    logger,
  );
  try {
    const { AppModule } = await modules;
    const adapter = createAdapter(config);
    const app = await NestFactory.create<NestFastifyApplication>(AppModule.on(foundations), adapter, {
      logger: nestLogger(logger),
      bodyParser: false,
      abortOnError: false,
    });
    const drain = watchConnections(adapter.getInstance());
    furnish(app, foundations, logger);
    const banner = new Banner(config, foundations.database);
    addFirstStart(app, banner);
    await app.listen({ host: config.listen.host, port: config.listen.port });
    const url = await app.getUrl();
    announceServer(config, url);
    return {
      logger,
      ready: becomeReady(app, foundations, logger, () => banner.show(url, logger)),
      stop: () => stop(app, foundations, drain),
    };
  } catch (error) {
    await foundations.close();
    throw error;
  }
}

function logContext(): Record<string, unknown> {
  const call = currentCall();
  return call ? { request_id: call.id, trace_id: call.traceId, span_id: call.spanId } : {};
}

/** Everything that stands between the socket and the handlers. */
function furnish(
  app: NestFastifyApplication,
  { config, ports, metrics }: OpenFoundations,
  logger: Logger,
): void {
  const { corsOrigins, trustedHosts, rate, wrongTokens } = config.http;
  app.useSecurityHeaders({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
      },
    },
    xFrameOptions: { action: 'deny' },
  });
  if (corsOrigins.length > 0) {
    app.enableCors({
      origin: corsOrigins.includes('*') ? '*' : [...corsOrigins],
      methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
      exposedHeaders: [
        'ETag',
        'Link',
        'Location',
        'RateLimit',
        'RateLimit-Policy',
        'Retry-After',
        'X-Request-Id',
        'X-Version-Lock',
      ],
      credentials: false,
      maxAge: 600,
    });
  }
  const fastify = app.getHttpAdapter().getInstance();
  watchRequests(fastify, logger, metrics);
  const limit = { amount: rate.requests, seconds: rate.seconds };
  const guesses = { amount: wrongTokens, seconds: 60 };
  installDoor(fastify, {
    trustedHosts,
    authenticator: app.get(Authenticator, { strict: false }),
    limits: new RequestLimits(limit, ports.limiter('requests', limit), ports.limiter('guesses', guesses)),
  });
}

async function becomeReady(
  app: NestFastifyApplication,
  foundations: OpenFoundations,
  logger: Logger,
  tell: () => void,
): Promise<void> {
  const { stopping } = app.get(Lifecycle);
  try {
    await prepareDatabase(foundations, logger);
    await app.get(Startup).run(stopping);
    if (stopping.aborted) return;
    logger.info({ context: 'server' }, 'startupComplete');
    tell();
  } catch (error) {
    // A step that the end of the server cut off is done again by the next start.
    if (!stopping.aborted) throw error;
  }
}

/** Stops accepting, waits for what is being served, and closes everything. */
async function stop(
  app: NestFastifyApplication,
  foundations: OpenFoundations,
  drain: (milliseconds: number) => () => void,
): Promise<void> {
  app.get(Lifecycle).stop();
  const drained = drain(DRAIN_MS);
  try {
    await app.close();
  } finally {
    drained();
    withdrawServer(foundations.config);
    await foundations.close();
  }
}
