import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { AcceptedFreshness } from '@iceos/core/evidence';
import type { AccessLists, AppConfig, LogLevel } from './app-config.js';
import { databaseUrl } from './database-url.js';
import { ConfigError, type Environment, EnvironmentReader } from './environment.js';
import {
  componentPattern,
  evidenceKind,
  exactHost,
  failpoint,
  flag,
  grantedInterface,
  hostPattern,
  hostRule,
  integer,
  list,
  matching,
  oneOf,
  origin,
  rootList,
  secret,
  text,
  url,
  usd,
} from './kinds.js';
import { readCeilings } from './ceilings.js';
import { readCatalogue } from './models.js';
import { readVersion } from './project.js';
import { readBuilder } from './read-builder.js';

export interface ParsedConfig {
  readonly config: AppConfig;
  /** What is odd about the environment without being a mistake, one sentence each. */
  readonly warnings: readonly string[];
}

/** Variables of the `ice` command and of scripts, which the server may see without using them. */
const NOT_OURS = new Set([
  'ICE_API_URL',
  'ICE_MIN_RELEASE_AGE',
  'ICE_REGISTRY_URL',
  'ICEOS_API_URL',
  'ICEOS_API_TOKEN',
  'ICE_CONFIG_DIR',
  'ICE_ACCESSIBLE',
]);

const LOG_LEVELS: Readonly<Record<string, LogLevel>> = {
  trace: 'trace',
  debug: 'debug',
  info: 'info',
  warn: 'warn',
  warning: 'warn',
  error: 'error',
  critical: 'fatal',
  fatal: 'fatal',
};

const ENVIRONMENTS = {
  production: 'production',
  prod: 'production',
  development: 'development',
  dev: 'development',
  staging: 'production',
  demo: 'development',
  test: 'development',
} as const;

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/;
const PLACEHOLDER = /^(?:dev-token|demo-token|change-?me|secret|token|password|x+)$/i;

/**
 * The whole configuration from `environment`. Throws ConfigError with every mistake at once, so that an operator mends
 * them in one go.
 */
export function parseConfig(environment: Environment): ParsedConfig {
  const reader = new EnvironmentReader(environment);
  const host = readHost(reader);
  const config: AppConfig = {
    ...host,
    ...readStores(reader),
    http: readHttp(reader),
    log: readLog(reader),
    sandbox: readSandbox(reader),
    access: { tool: readAccess(reader, 'TOOLS'), agent: readAccess(reader, 'AGENTS') },
    grants: readGrants(reader),
    evidence: readEvidence(reader),
    trustRoots: reader.read('ICE_TRUST_ROOTS', rootList),
    failpoint: reader.read('ICE_TEST_FAILPOINT', failpoint),
    models: {
      echoForAll: reader.read('ICE_ECHO_LLM_FOR_TESTS', flag) ?? false,
      catalogue: readCatalogue(reader),
    },
    billing: { orgBudget: reader.read('ORG_BUDGET_USD', usd), ceilings: readCeilings(reader) },
    builder: readBuilder(reader, host.identity.devToken),
    plugins: {
      projectDir: process.cwd(),
      manifests: reader.read('ICEOS_PLUGIN_MANIFESTS', list(text)),
      extra: reader.read('ICEOS_EXTRA_PLUGINS', list(text)) ?? [],
    },
  };
  refuseUnsafe(reader, config);
  if (reader.mistakes.length > 0) throw new ConfigError(reader.mistakes);
  return { config, warnings: reader.unknown(NOT_OURS).map((name) => warnUnknown(reader, name)) };
}

function warnUnknown(reader: EnvironmentReader, name: string): string {
  const meant = reader.nearest(name);
  return `${name} is set, but nothing reads it${meant ? `; did you mean ${meant}?` : ''}`;
}

function readHost(reader: EnvironmentReader) {
  const host =
    reader.read('ICEOS_HOST', matching(/^[a-z0-9.:_-]{1,253}$/i, 'a host name or address')) ?? '127.0.0.1';
  const environment = oneOf(ENVIRONMENTS);
  const stage = reader.read('ICE_ENV', environment) ?? reader.read('ENV', environment) ?? 'development';
  const dataDir = reader.read('ICEOS_DATA_DIR', text) ?? join(homedir(), '.iceos');
  return {
    build: {
      version: readVersion(),
      gitSha: reader.read('GIT_COMMIT_SHA', text),
      builtAt: reader.read('BUILD_TIME', text),
    },
    production: stage === 'production',
    listen: {
      host,
      port: reader.read('ICEOS_PORT', integer(0, 65_535)) ?? 8000,
      loopback: LOOPBACK.test(host),
      behindProxy: reader.read('ICE_BEHIND_PROXY', flag) ?? false,
    },
    dataDir: resolve(dataDir.replace(/^~(?=$|\/)/, homedir())),
    noDynamic: reader.read('ICEOS_NO_DYNAMIC', flag) ?? false,
    identity: {
      org:
        reader.read(
          'ICE_DEFAULT_ORG_ID',
          matching(/^[a-z][a-z0-9-]{0,38}$/, 'an org id: a-z, 0-9 and -, at most 39'),
        ) ?? 'local',
      apiToken: reader.read(
        'ICE_API_TOKEN',
        secret(matching(/^[\x21-\x7E]{1,512}$/, 'printable ASCII, no spaces')),
      ),
      devToken: reader.read('ICE_ALLOW_DEV_TOKEN', flag) ?? false,
    },
  };
}

function readStores(reader: EnvironmentReader) {
  const meilisearch = reader.read('MEILI_URL', url('http', 'https'));
  const meilisearchKey = reader.read('MEILI_MASTER_KEY', secret(text));
  return {
    database: {
      postgres: reader.read('DATABASE_URL', databaseUrl) ?? reader.read('ICEOS_DB_URL', databaseUrl),
      migrate: reader.read('ICEOS_RUN_MIGRATIONS', flag) ?? false,
      required: reader.read('ICEOS_REQUIRE_DB', flag) ?? false,
    },
    redisUrl: reader.read('REDIS_URL', secret(url('redis', 'rediss'))),
    meilisearch: meilisearch === undefined ? undefined : { url: meilisearch, key: meilisearchKey },
  };
}

function readHttp(reader: EnvironmentReader) {
  const corsOrigins = reader.read('CORS_ORIGINS', list(origin)) ?? ['http://localhost:3000'];
  const wildcard = reader.read('ALLOW_CORS_WILDCARD', flag) ?? false;
  if (corsOrigins.includes('*') && !wildcard) {
    reader.blame('CORS_ORIGINS', 'a list of exact origins; * needs ALLOW_CORS_WILDCARD=1');
  }
  return {
    corsOrigins: wildcard ? ['*'] : corsOrigins,
    trustedHosts: reader.read('TRUSTED_HOSTS', list(hostPattern)) ?? [],
    rate: {
      requests: reader.read('ICE_RATE_MAX_REQUESTS', integer(1, 1_000_000_000)) ?? 600,
      seconds: reader.read('ICE_RATE_WINDOW_SECONDS', integer(1, 86_400)) ?? 60,
    },
    wrongTokens: reader.read('ICE_RATE_MAX_WRONG_TOKENS', integer(1, 1_000_000_000)) ?? 60,
    openapiPublic: reader.read('OPENAPI_PUBLIC', flag) ?? true,
    metrics: reader.read('ICEOS_ENABLE_METRICS', flag) ?? false,
  };
}

function readLog(reader: EnvironmentReader) {
  const form = reader.read('ICE_LOG_JSON', text);
  const asFlag = form === 'stdout' ? true : form === undefined ? undefined : flag.parse(form);
  return {
    level: reader.read('ICE_LOG_LEVEL', oneOf(LOG_LEVELS)) ?? ('info' as const),
    json: asFlag ?? (form === undefined ? undefined : true),
    file: form !== undefined && asFlag === undefined ? resolve(form) : undefined,
  };
}

function readSandbox(reader: EnvironmentReader) {
  return {
    wasm: reader.read('ICE_ENABLE_WASM', flag) ?? true,
    inlineCode: reader.read('ICE_ENABLE_INLINE_CODE', flag),
    virtualWasi: reader.read('ICE_ENABLE_WASI', flag) ?? false,
    memoryMb: reader.read('ICE_SANDBOX_DEFAULT_MEMORY_MB', integer(16, 4096)) ?? 512,
    cpuSeconds: reader.read('ICE_SANDBOX_DEFAULT_CPU_SECONDS', integer(1, 3600)) ?? 10,
    timeoutSeconds: reader.read('ICE_TOOL_DEFAULT_TIMEOUT_SECONDS', integer(1, 3600)) ?? 30,
    maxChildren: reader.read('ICE_SANDBOX_MAX_CHILDREN', integer(1, 1024)),
    maxQueued: reader.read('ICE_SANDBOX_MAX_QUEUED', integer(0, 100_000)) ?? 10_000,
  };
}

function readAccess(reader: EnvironmentReader, what: 'TOOLS' | 'AGENTS'): AccessLists {
  return {
    allowed: reader.read(`ICE_ALLOWED_${what}`, list(componentPattern)) ?? [],
    denied: reader.read(`ICE_DENIED_${what}`, list(componentPattern)) ?? [],
  };
}

function readGrants(reader: EnvironmentReader) {
  const interfaces = reader.read('ICE_GRANT_INTERFACES', list(grantedInterface));
  return {
    interfaces: interfaces && new Set(interfaces.filter((name) => name !== 'none')),
    httpHosts: reader.read('ICE_HTTP_HOSTS', list(hostRule)),
    privateHosts: reader.read('ICE_HTTP_ALLOW_PRIVATE', list(exactHost)) ?? [],
  };
}

function readEvidence(reader: EnvironmentReader) {
  const freshness = reader.read(
    'ICE_EVIDENCE_FRESHNESS',
    oneOf<AcceptedFreshness>({ live: 'live', aged: 'aged' }),
  );
  return {
    required: reader.read('ICE_REQUIRE_EVIDENCE', list(evidenceKind)) ?? [],
    ...(freshness ? { freshness } : {}),
  };
}

/** Values that parse, and would open the server to others. */
function refuseUnsafe(reader: EnvironmentReader, config: AppConfig): void {
  const { production, listen, identity, http } = config;
  if (identity.devToken && (production || !listen.loopback || listen.behindProxy)) {
    reader.blame(
      'ICE_ALLOW_DEV_TOKEN',
      '0 here: the development token works only on a loopback address, without a proxy, outside production',
    );
  }
  if (identity.apiToken === 'dev-token' && !identity.devToken) {
    reader.blame('ICE_API_TOKEN', 'a random token; dev-token needs ICE_ALLOW_DEV_TOKEN=1');
  }
  if (production && identity.apiToken !== undefined && weak(identity.apiToken)) {
    reader.blame('ICE_API_TOKEN', 'at least 20 random characters in production');
  }
  if (production && http.corsOrigins.includes('*')) {
    reader.blame('ALLOW_CORS_WILDCARD', '0 in production');
  }
  if (production && config.failpoint !== undefined) {
    reader.blame('ICE_TEST_FAILPOINT', 'nothing in production: it ends the process');
  }
}

function weak(token: string): boolean {
  return token.length < 20 || PLACEHOLDER.test(token) || new Set(token).size < 8;
}
