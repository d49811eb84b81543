import type { AcceptedFreshness, EvidenceKind } from '@iceos/core/evidence';
import type { HostRule } from '@iceos/core/http-hosts';
import type { ModelCatalogue } from '@iceos/core/models';
import type { Ceilings } from '@iceos/runtime/interpreter';
import type { RootList } from '@iceos/core/trust';
import type { Failpoint } from '@iceos/runtime/failpoints';
import type { PostgresAddress } from './database-url.js';

/**
 * Everything the environment decides, parsed once at start. Injected by this class; nobody else reads the environment.
 * Names of variables stand beside each member.
 */
export abstract class AppConfig {
  /** Version of iceOS, GIT_COMMIT_SHA, BUILD_TIME. */
  abstract readonly build: {
    readonly version: string;
    readonly gitSha: string | undefined;
    readonly builtAt: string | undefined;
  };
  /** ICE_ENV (or ENV) is production. */
  abstract readonly production: boolean;
  /** ICEOS_HOST, ICEOS_PORT (0 takes a free port), ICE_BEHIND_PROXY. */
  abstract readonly listen: {
    readonly host: string;
    readonly port: number;
    readonly loopback: boolean;
    readonly behindProxy: boolean;
  };
  /** ICEOS_DATA_DIR, absolute. */
  abstract readonly dataDir: string;
  /** ICEOS_NO_DYNAMIC: load only what verified manifests list. */
  abstract readonly noDynamic: boolean;
  abstract readonly identity: {
    /** ICE_DEFAULT_ORG_ID: the org that the configured tokens belong to. */
    readonly org: string;
    /** ICE_API_TOKEN. */
    readonly apiToken: string | undefined;
    /** ICE_ALLOW_DEV_TOKEN. */
    readonly devToken: boolean;
  };
  /** DATABASE_URL (or ICEOS_DB_URL); without it the embedded database in the data directory. */
  abstract readonly database: {
    readonly postgres: PostgresAddress | undefined;
    /** ICEOS_RUN_MIGRATIONS; the embedded database always migrates itself. */
    readonly migrate: boolean;
    /** ICEOS_REQUIRE_DB: do not start without a database at the expected head. */
    readonly required: boolean;
  };
  /** REDIS_URL; without it caches, limits, leases and events live in this process. */
  abstract readonly redisUrl: string | undefined;
  /** MEILI_URL, MEILI_MASTER_KEY; without them Postgres searches. */
  abstract readonly meilisearch: { readonly url: string; readonly key: string | undefined } | undefined;
  abstract readonly http: {
    /** CORS_ORIGINS; `*` only with ALLOW_CORS_WILDCARD. */
    readonly corsOrigins: readonly string[];
    /** TRUSTED_HOSTS; empty trusts every name. */
    readonly trustedHosts: readonly string[];
    /** ICE_RATE_MAX_REQUESTS per ICE_RATE_WINDOW_SECONDS and token. */
    readonly rate: { readonly requests: number; readonly seconds: number };
    /** ICE_RATE_MAX_WRONG_TOKENS a minute and address. */
    readonly wrongTokens: number;
    /** OPENAPI_PUBLIC. */
    readonly openapiPublic: boolean;
    /** ICEOS_ENABLE_METRICS. */
    readonly metrics: boolean;
  };
  abstract readonly log: {
    /** ICE_LOG_LEVEL, in the words of pino. */
    readonly level: LogLevel;
    /** ICE_LOG_JSON: lines of JSON, or text for people; undefined decides by terminal and production. */
    readonly json: boolean | undefined;
    /** ICE_LOG_JSON, when it names a file. */
    readonly file: string | undefined;
  };
  abstract readonly sandbox: {
    /** ICE_ENABLE_WASM: 0 turns code nodes and WASM tools off; nothing ever runs outside the sandbox. */
    readonly wasm: boolean;
    /** ICE_ENABLE_INLINE_CODE; undefined means on outside strict clusters. */
    readonly inlineCode: boolean | undefined;
    /** ICE_ENABLE_WASI: grants the empty, virtual WASI to components whose manifests ask for it. */
    readonly virtualWasi: boolean;
    /** ICE_SANDBOX_DEFAULT_MEMORY_MB. */
    readonly memoryMb: number;
    /** ICE_SANDBOX_DEFAULT_CPU_SECONDS. */
    readonly cpuSeconds: number;
    /** ICE_TOOL_DEFAULT_TIMEOUT_SECONDS. */
    readonly timeoutSeconds: number;
    /** ICE_SANDBOX_MAX_CHILDREN; undefined lets the memory of the machine decide. */
    readonly maxChildren: number | undefined;
    /** ICE_SANDBOX_MAX_QUEUED: calls that may wait for a child before further ones are refused. */
    readonly maxQueued: number;
  };
  /** Which tools and agents may be used on this cluster at all. A list of what is allowed that is empty allows all. */
  abstract readonly access: {
    /** ICE_ALLOWED_TOOLS, ICE_DENIED_TOOLS. */
    readonly tool: AccessLists;
    /** ICE_ALLOWED_AGENTS, ICE_DENIED_AGENTS. */
    readonly agent: AccessLists;
  };
  /** What tools may do on this cluster at most, whatever their manifests ask for (docs/spec/sandbox.md 14). */
  abstract readonly grants: {
    /** ICE_GRANT_INTERFACES; undefined grants every interface that there is. */
    readonly interfaces: ReadonlySet<string> | undefined;
    /** ICE_HTTP_HOSTS: the only hosts that tools may reach; undefined leaves it to the manifests. */
    readonly httpHosts: readonly HostRule[] | undefined;
    /** ICE_HTTP_ALLOW_PRIVATE: hosts, each with its port, whose addresses need not be public. */
    readonly privateHosts: readonly HostRule[];
  };
  /** What every manifest must come with here (docs/spec/trust.md 4.5, 4.6). */
  abstract readonly evidence: {
    /** ICE_REQUIRE_EVIDENCE: besides what the registry always gives. */
    readonly required: readonly EvidenceKind[];
    /** ICE_EVIDENCE_FRESHNESS: the oldest grade that loads; undefined takes every one, and says which it is. */
    readonly freshness?: AcceptedFreshness;
  };
  /** ICE_TRUST_ROOTS: the only roots whose imported packages are loaded; undefined loads those that were imported. */
  abstract readonly trustRoots: RootList | undefined;
  /** ICE_TEST_FAILPOINT: where this process ends itself, for tests of crashes; refused in production. */
  abstract readonly failpoint: Failpoint | undefined;
  abstract readonly models: {
    /** ICE_ECHO_LLM_FOR_TESTS: every model answers with its prompt, without a network. */
    readonly echoForAll: boolean;
    /**
     * The models that there are: the list of iceOS with ICE_PRICING_JSON or ICE_PRICING_FILE over it. Its default is
     * ICE_DEFAULT_LLM_MODEL (or DEFAULT_MODEL).
     */
    readonly catalogue: ModelCatalogue;
  };
  abstract readonly billing: {
    /** ORG_BUDGET_USD in nano-dollars: the most that one run may cost, for every org without a budget of its own. */
    readonly orgBudget: bigint | undefined;
    /**
     * ICE_MAX_LLM_CALLS and its like, ICE_MAX_TOKENS, ICE_MAX_DEPTH: what one run may do. Enforced when ICE_RUNTIME_MODE is
     * production, or BUDGET_FAIL_OPEN is 0; otherwise told. Undefined when none is set.
     */
    readonly ceilings: Ceilings | undefined;
  };
  /** What is kept while blueprints are put together. */
  abstract readonly builder: {
    /** ICE_BUILDER_PARTIAL_TTL_SECONDS: a partial blueprint that nobody changes for so long is dropped. */
    readonly partialSeconds: number;
    /** ICE_BUILDER_DRAFT_TTL_SECONDS: the same for drafts and sessions; 0 keeps them for ever. */
    readonly draftSeconds: number;
    /** ICEOS_ENABLE_LEGACY_BUILDER; without it, ICE_ALLOW_DEV_TOKEN. What the next three leave open follows it. */
    readonly planning: boolean;
    /** ICEOS_ENABLE_DRAFTS. */
    readonly drafts: boolean;
    /** ICEOS_ENABLE_BUILDER_SESSIONS. */
    readonly sessions: boolean;
    /** ICEOS_ENABLE_BUILDER_PREVIEW. */
    readonly preview: boolean;
  };
  abstract readonly plugins: {
    /** Folder in which the server was started: relative paths and installed packages are looked up from it. */
    readonly projectDir: string;
    /** ICEOS_PLUGIN_MANIFESTS; undefined means the first-party kits. */
    readonly manifests: readonly string[] | undefined;
    /** ICEOS_EXTRA_PLUGINS. */
    readonly extra: readonly string[];
  };
}

/** `name`, `namespace/name` or `namespace/*`. */
export interface ComponentPattern {
  readonly namespace: string | undefined;
  /** `*` stands for all of them. */
  readonly name: string;
}

export interface AccessLists {
  readonly allowed: readonly ComponentPattern[];
  readonly denied: readonly ComponentPattern[];
}

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';
