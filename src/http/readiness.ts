import { Injectable } from '@nestjs/common';
import type { Database } from '../database/database.js';
import type { Ports } from '../jobs/ports.js';
import type { Startup } from '../jobs/startup.js';

/** How one dependency is. `degraded` works in a lesser way and leaves the server ready; the others do not. */
export interface Health {
  readonly status: 'ok' | 'degraded' | 'starting' | 'failed';
  readonly detail?: string;
  /** More that operators want to see; JSON values only. */
  readonly [member: string]: unknown;
}

export type HealthCheck = () => Promise<Health> | Health;

export interface ReadinessReport {
  readonly ok: boolean;
  readonly status: 'ready' | 'starting' | 'failed' | 'stopping';
  /** Why it is not ready. */
  readonly reason?: string;
  readonly checks: Readonly<Record<string, Health>>;
}

/** Longest that one check may take. */
const PATIENCE_MS = 2000;

/** Everything that decides whether the server may be sent requests. Modules contribute what they depend on. */
@Injectable()
export class Readiness {
  private readonly checks = new Map<string, HealthCheck>();

  /** Adds a check under `name`; it is asked with every probe and should be quick. */
  contribute(name: string, check: HealthCheck): void {
    if (this.checks.has(name)) throw new Error(`Two readiness checks are named ${name}.`);
    this.checks.set(name, check);
  }

  async report(stopping: boolean): Promise<ReadinessReport> {
    const entries = await Promise.all(
      [...this.checks].map(async ([name, check]) => [name, await settle(check)] as const),
    );
    const checks = Object.fromEntries(entries);
    if (stopping) return { ok: false, status: 'stopping', reason: 'The server is stopping.', checks };
    const troubles = entries.filter(([, { status }]) => status === 'failed' || status === 'starting');
    const [first] = troubles.toSorted(([, a], [, b]) => a.status.localeCompare(b.status));
    if (!first) return { ok: true, status: 'ready', checks };
    const [name, { status, detail }] = first;
    return {
      ok: false,
      status: troubles.some(([, health]) => health.status === 'starting') ? 'starting' : 'failed',
      reason: `${name}: ${detail ?? status}`,
      checks,
    };
  }
}

async function settle(check: HealthCheck): Promise<Health> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Health>((resolve) => {
    timer = setTimeout(() => resolve({ status: 'failed', detail: 'does not answer' }), PATIENCE_MS);
  });
  try {
    return await Promise.race([check(), late]);
  } catch (error) {
    return { status: 'failed', detail: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}

/** Reachability and migration head, in the words of the database. */
export function databaseCheck(database: Database): HealthCheck {
  return async () => {
    const { appliedHead, expectedHead, missing } = await database.state();
    return {
      status: missing.length === 0 ? 'ok' : 'failed',
      ...(missing.length === 0 ? {} : { detail: `missing migrations: ${missing.join(', ')}` }),
      engine: database.embedded ? 'embedded' : 'postgres',
      migration_head: appliedHead ?? null,
      expected_head: expectedHead ?? null,
      durability: database.durability,
    };
  };
}

/** What the start is busy with. */
export function startupCheck(startup: Startup): HealthCheck {
  return () =>
    startup.pending === undefined ? { status: 'ok' } : { status: 'starting', detail: startup.pending };
}

/** Everything works without Redis, in a lesser way. */
export function redisCheck(ports: Ports): HealthCheck {
  return async () => {
    try {
      await ports.ping();
      return { status: 'ok' };
    } catch {
      return {
        status: 'degraded',
        detail: 'Redis does not answer: limits and caches are per process until it does',
      };
    }
  };
}
