import { Injectable } from '@nestjs/common';
import type { RequestId } from '@modelcontextprotocol/server';
import type { Principal } from '../../../src/http/principal.js';

/**
 * The calls that this process is carrying out, so that a client without a session can take one back by its id. Clients that
 * share a token may use the same id at once; then nobody knows which is meant, and each goes on.
 */
@Injectable()
export class RunningCalls {
  private readonly calls = new Map<string, Set<AbortController>>();

  /** Does `work`, which is told when the call is taken back. */
  async during<Result>(
    principal: Principal,
    id: RequestId,
    work: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    const key = keyOf(principal, id);
    const controller = new AbortController();
    const same = this.calls.get(key) ?? new Set();
    this.calls.set(key, same.add(controller));
    try {
      return await work(controller.signal);
    } finally {
      same.delete(controller);
      if (same.size === 0) this.calls.delete(key);
    }
  }

  cancel(principal: Principal, id: RequestId): void {
    const [only, ...others] = this.calls.get(keyOf(principal, id)) ?? [];
    if (others.length === 0) only?.abort();
  }
}

function keyOf({ token }: Principal, id: RequestId): string {
  return `${token} ${JSON.stringify(id)}`;
}
