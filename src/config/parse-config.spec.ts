import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ConfigError, type Environment } from './environment.js';
import { parseConfig } from './parse-config.js';

const mistakesOf = (environment: Environment): string[] => {
  try {
    parseConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes.map(({ name }) => name);
    throw error;
  }
  return [];
};

describe('an empty environment', () => {
  it('gives a server for one machine', () => {
    const { config, warnings } = parseConfig({ PATH: '/bin', HOME: '/root' });
    expect(config).toMatchObject({
      production: false,
      listen: { host: '127.0.0.1', port: 8000, loopback: true, behindProxy: false },
      dataDir: join(homedir(), '.iceos'),
      noDynamic: false,
      identity: { org: 'local', apiToken: undefined, devToken: false },
      database: { postgres: undefined, migrate: false, required: false },
      redisUrl: undefined,
      meilisearch: undefined,
      http: {
        corsOrigins: ['http://localhost:3000'],
        trustedHosts: [],
        rate: { requests: 600, seconds: 60 },
        wrongTokens: 60,
        openapiPublic: true,
        metrics: false,
      },
      log: { level: 'info', json: undefined, file: undefined },
      sandbox: {
        wasm: true,
        inlineCode: undefined,
        virtualWasi: false,
        memoryMb: 512,
        cpuSeconds: 10,
        timeoutSeconds: 30,
      },
      grants: { interfaces: undefined, httpHosts: undefined, privateHosts: [] },
      models: { echoForAll: false },
      plugins: { manifests: undefined, extra: [] },
    });
    expect(warnings).toEqual([]);
  });

  it('is what empty variables mean', () => {
    expect(parseConfig({ ICEOS_PORT: '', DATABASE_URL: '' }).config).toEqual(parseConfig({}).config);
  });
});

describe('the budget of orgs', () => {
  it('is an amount, and nothing is one', () => {
    expect(parseConfig({ ORG_BUDGET_USD: '0.00' }).config.billing.orgBudget).toBe(0n);
    expect(parseConfig({ ORG_BUDGET_USD: '2.5' }).config.billing.orgBudget).toBe(2_500_000_000n);
    expect(parseConfig({ ORG_BUDGET_USD: '' }).config.billing.orgBudget).toBeUndefined();
    for (const text of ['-1', '1,50', 'free', '1e3', 'NaN'])
      expect(mistakesOf({ ORG_BUDGET_USD: text })).toEqual(['ORG_BUDGET_USD']);
  });
});

describe('ceilings of a run', () => {
  it('are those that are set, and enforced unless the operator of a development server says otherwise', () => {
    const ceilingsOf = (environment: Environment) => parseConfig(environment).config.billing.ceilings;
    expect(ceilingsOf({ ICE_RUNTIME_MODE: 'demo' })).toBeUndefined();
    expect(ceilingsOf({ ICE_MAX_LLM_CALLS: '10', ICE_MAX_TOKENS: '0', ICE_MAX_DEPTH: '2' })).toEqual({
      calls: { llm: 10 },
      tokens: 0,
      depth: 2,
      enforced: true,
    });
    const demo = { ICE_MAX_TOOL_EXECUTIONS: '20', ICE_RUNTIME_MODE: 'demo' };
    expect(ceilingsOf(demo)?.enforced).toBe(false);
    expect(ceilingsOf({ ...demo, BUDGET_FAIL_OPEN: 'false' })?.enforced).toBe(true);
    expect(
      mistakesOf({ ICE_MAX_LLM_CALLS: '-1', ICE_RUNTIME_MODE: 'fast', BUDGET_FAIL_OPEN: 'maybe' }),
    ).toEqual(['ICE_MAX_LLM_CALLS', 'ICE_RUNTIME_MODE', 'BUDGET_FAIL_OPEN']);
  });
});

describe('what tools are granted', () => {
  it('is named by interface and by host', () => {
    const { grants } = parseConfig({
      ICE_GRANT_INTERFACES: 'log, iceos:host/http',
      ICE_HTTP_HOSTS: '*.example.org,api.example.net:8443',
      ICE_HTTP_ALLOW_PRIVATE: 'search.internal:9200,[::1]:80',
    }).config;
    expect(grants.interfaces).toEqual(new Set(['iceos:host/log', 'iceos:host/http']));
    expect(grants.httpHosts).toEqual([
      { name: 'example.org', wildcard: true, port: undefined },
      { name: 'api.example.net', wildcard: false, port: 8443 },
    ]);
    expect(grants.privateHosts.map(({ name, port }) => [name, port])).toEqual([
      ['search.internal', 9200],
      ['[::1]', 80],
    ]);
    expect(parseConfig({ ICE_GRANT_INTERFACES: 'none' }).config.grants.interfaces).toEqual(new Set());
  });

  it.each([
    ['ICE_GRANT_INTERFACES', 'log,network'],
    ['ICE_HTTP_HOSTS', '*'],
    ['ICE_HTTP_HOSTS', 'https://example.org'],
    ['ICE_HTTP_ALLOW_PRIVATE', 'search.internal'],
    ['ICE_HTTP_ALLOW_PRIVATE', '*.internal.example:80'],
    ['ICE_HTTP_ALLOW_PRIVATE', '10.0.0.0/8'],
  ])('is not %s=%s', (name, value) => {
    expect(mistakesOf({ [name]: value })).toEqual([name]);
  });
});

describe('variables', () => {
  it('are read in every spelling of a switch', () => {
    for (const text of ['1', 'true', 'YES', 'On'])
      expect(parseConfig({ ICEOS_NO_DYNAMIC: text }).config.noDynamic).toBe(true);
    for (const text of ['0', 'false', 'no', 'OFF'])
      expect(parseConfig({ ICEOS_NO_DYNAMIC: text }).config.noDynamic).toBe(false);
  });

  it('expand the home folder and are made absolute', () => {
    expect(parseConfig({ ICEOS_DATA_DIR: '~/x' }).config.dataDir).toBe(join(homedir(), 'x'));
    expect(parseConfig({ ICEOS_DATA_DIR: 'x' }).config.dataDir).toBe(join(process.cwd(), 'x'));
  });

  it('split lists and drop blanks', () => {
    const { config } = parseConfig({ TRUSTED_HOSTS: ' a.org, *.b.org ,,', ICEOS_EXTRA_PLUGINS: 'x,y' });
    expect(config.http.trustedHosts).toEqual(['a.org', '*.b.org']);
    expect(config.plugins.extra).toEqual(['x', 'y']);
  });

  it.each([
    ['1', { json: true, file: undefined }],
    ['stdout', { json: true, file: undefined }],
    ['0', { json: false, file: undefined }],
    ['/var/log/ice.log', { json: true, file: '/var/log/ice.log' }],
  ])('ICE_LOG_JSON=%s', (text, expected) => {
    expect(parseConfig({ ICE_LOG_JSON: text }).config.log).toMatchObject(expected);
  });

  it('name what was probably meant when nothing reads them', () => {
    const { warnings } = parseConfig({
      ICEOS_PROT: '80',
      ICE_SOMETHING_ELSE_ALTOGETHER: '1',
      ICE_API_URL: 'http://x',
    });
    expect(warnings).toEqual([
      'ICEOS_PROT is set, but nothing reads it; did you mean ICEOS_PORT?',
      'ICE_SOMETHING_ELSE_ALTOGETHER is set, but nothing reads it',
    ]);
  });
});

describe('mistakes', () => {
  it('are collected, and shown but for secrets', () => {
    const environment = {
      ICEOS_PORT: '70000',
      ICE_LOG_LEVEL: 'loud',
      REDIS_URL: 'http://:pw@h',
      MEILI_URL: 'x',
      ENV: 'moon',
    };
    expect(mistakesOf(environment).sort()).toEqual([
      'ENV',
      'ICEOS_PORT',
      'ICE_LOG_LEVEL',
      'MEILI_URL',
      'REDIS_URL',
    ]);
    expect(() => parseConfig(environment)).toThrow(
      /ICEOS_PORT="70000"\n {4}expected a whole number from 0 to 65535/,
    );
    expect(() => parseConfig(environment)).not.toThrow(/pw/);
  });

  it.each([
    [{ CORS_ORIGINS: 'https://a.org/' }, 'CORS_ORIGINS'],
    [{ CORS_ORIGINS: 'a.org' }, 'CORS_ORIGINS'],
    [{ CORS_ORIGINS: '*' }, 'CORS_ORIGINS'],
    [{ ALLOW_CORS_WILDCARD: '1', ICE_ENV: 'production' }, 'ALLOW_CORS_WILDCARD'],
    [{ ICE_ALLOW_DEV_TOKEN: '1', ICEOS_HOST: '0.0.0.0' }, 'ICE_ALLOW_DEV_TOKEN'],
    [{ ICE_ALLOW_DEV_TOKEN: '1', ICEOS_HOST: '127.0.0.1.evil.org' }, 'ICE_ALLOW_DEV_TOKEN'],
    [{ ICE_ALLOW_DEV_TOKEN: '1', ICE_ENV: 'prod' }, 'ICE_ALLOW_DEV_TOKEN'],
    [{ ICE_ALLOW_DEV_TOKEN: '1', ICE_BEHIND_PROXY: '1' }, 'ICE_ALLOW_DEV_TOKEN'],
    [{ ICE_API_TOKEN: 'dev-token' }, 'ICE_API_TOKEN'],
    [{ ICE_API_TOKEN: 'two words' }, 'ICE_API_TOKEN'],
    [{ ICE_API_TOKEN: 'changeme', ENV: 'production' }, 'ICE_API_TOKEN'],
    [{ ICE_API_TOKEN: 'aaaaaaaaaaaaaaaaaaaaaaaa', ENV: 'production' }, 'ICE_API_TOKEN'],
    [{ ICE_DEFAULT_ORG_ID: 'Acme' }, 'ICE_DEFAULT_ORG_ID'],
    [{ ICE_TEST_FAILPOINT: 'nowhere' }, 'ICE_TEST_FAILPOINT'],
    [{ ICE_TEST_FAILPOINT: 'blob-synced', ENV: 'production' }, 'ICE_TEST_FAILPOINT'],
  ])('%j', (environment, name) => {
    expect(mistakesOf(environment)).toEqual([name]);
  });

  it('are not made by what is allowed', () => {
    expect(mistakesOf({ ICE_ALLOW_DEV_TOKEN: '1', ICE_API_TOKEN: 'dev-token', ICEOS_HOST: '::1' })).toEqual(
      [],
    );
    expect(mistakesOf({ CORS_ORIGINS: '*', ALLOW_CORS_WILDCARD: '1' })).toEqual([]);
    expect(mistakesOf({ ENV: 'production', ICE_API_TOKEN: 'k7Hq2ZpW9xVb4NcT8mRs' })).toEqual([]);
  });
});
